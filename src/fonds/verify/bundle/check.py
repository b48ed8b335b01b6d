"""Verify one bundle, from its first byte to its last. Runs in a worker process.

Nothing here writes, and nothing is trusted: neither the catalogue nor the bundle's own claims.
What the log says of the bundle comes with the task.
"""

import hashlib
from typing import TYPE_CHECKING, BinaryIO

from fonds.errors import FormatError, IntegrityError, StorageError
from fonds.storage import durable
from fonds.storage.reading import file_sha256
from fonds.verify.bundle.task import BundleCheck, BundleContent, BundleTask
from fonds.verify.log.logged import LoggedBundle
from fonds.verify.report import FindingLog

if TYPE_CHECKING:  # a quick check needs none of what reads a bundle's content
    from fonds.verify.bundle.container import Container


def check_bundle(task: BundleTask) -> BundleCheck:
    """Return what one bundle holds and what is wrong with it.

    Cost: one read of the file; see ``read_content`` for memory. Raises: nothing on damage: a file
    that the disk does not give back is a finding (V112) too.
    Source: FORMAT.md, sections Bundle and Findings.
    """
    findings = FindingLog()
    try:
        with open(durable.open_for_reading(task.path), "rb") as file:
            return _check(task, file, findings)
    except (IntegrityError, FormatError, StorageError) as e:
        findings.report("V112", str(e), file=task.name)
    except OSError as e:  # one bad sector must not end the check of all others
        findings.report("V112", e.strerror or type(e).__name__, file=task.name)
    return BundleCheck(task, tuple(findings.entries), findings.plain_counts())


def _check(task: BundleTask, file: BinaryIO, findings: FindingLog) -> BundleCheck:
    """Run the checks in their order; each step names its section of FORMAT.md."""
    logged, evidence, digest = task.logged, task.evidence, ""
    # 1. The file against its leaf (section Leaves). A quick check of a file with the logged digest
    #    ends here: the file is, to the bit, the one that was logged.
    if logged is not None and any(logged.files):
        digest = file_sha256(file)
        if task.mode == "quick" and logged.binds_file and digest in logged.files:
            findings.count("integrity", "bundles")
            findings.count("integrity", "bytes", file.tell())
            return BundleCheck(task, (), findings.plain_counts())
    if logged is not None and not logged.binds_file:
        findings.count("integrity", "bundles whose file no leaf binds")
    from fonds.verify.bundle.container import check_created, open_container

    # 2. The ZIP, its members, the manifest and its digest (sections ZIP; Manifest; Leaves).
    manifests = logged.manifests if logged else ()
    container = open_container(file, task.name, manifests, findings, evidence=evidence is not None)
    # 3. Whether a leaf allows this file with this manifest (section Leaves).
    if logged is not None and digest:
        _check_file(task, logged, digest, container, findings)
    content = BundleContent()
    if container is not None:
        # 4. The manifest's time is the one in the bundle's UUID (section Manifest). An evidence
        #    file is named by its versions, and its time is checked with its proofs.
        if task.bundle is not None and container.package is not None and evidence is None:
            check_created(container, task.name, task.bundle, findings)
        # 5. Statements, records, pages and index (sections Statement; WARC members; Index; Pages;
        #    Provenance; Edit ledger).
        if task.mode == "deep":
            from fonds.verify.bundle.content import read_content

            content = read_content(
                file, container, task.name, task.bundle, task.archive, findings,
                task.payloads if task.rederive else None, evidence,
            )  # fmt: skip
    # 6. The statements against their leaves: here by one digest over all, and where that differs
    #    the caller, who has the log, compares leaf by leaf (section Leaves).
    return BundleCheck(
        task,
        tuple(findings.entries),
        findings.plain_counts(),
        tuple(content.links),
        _unlike(content, logged),
        content.archive,
        container.proof if container else None,
        tuple(content.withdrawn),
    )


def _check_file(
    task: BundleTask,
    logged: LoggedBundle,
    digest: str,
    container: "Container | None",
    findings: FindingLog,
) -> None:
    """Report a file that no leaf allows with the manifest in it."""
    if not logged.admits_file(digest, container.digest if container else None):
        newest = next(file for file in logged.files if file)
        sentence = f"the file's sha256 is {digest}, logged is {newest}"
        findings.report("V209", sentence, file=task.name)


def _unlike(content: BundleContent, logged: LoggedBundle | None) -> tuple[bytes, ...] | None:
    """The digests of the statements; None where they match the leaves, or cannot all be read."""
    if logged is None:
        return tuple(content.digests)
    if not content.complete:
        return None
    same = (
        logged.leaves is not None
        and hashlib.sha256(b"".join(content.digests)).digest() == logged.leaves
    )
    return None if same else tuple(content.digests)
