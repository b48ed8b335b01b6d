"""One bundle, checked from its first byte to its last. Part of verify; runs in a worker process.

Nothing here writes, and nothing is believed: neither the catalogue nor what the bundle says of
itself. What the log says of the bundle comes with the task.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import attrs

from fonds.errors import FormatError, IntegrityError, StorageError
from fonds.model import Seal
from fonds.storage import durable
from fonds.storage.reading import file_sha256
from fonds.verify.chains import Link
from fonds.verify.report import Book, Finding

if TYPE_CHECKING:  # a quick check needs none of what reads a bundle's content
    from fonds.verify.container import Container
    from fonds.verify.elsewhere import Elsewhere
    from fonds.verify.form import Evidence

Mode = Literal["quick", "deep"]


@attrs.frozen
class Logged:
    """What the log says of a bundle.

    ``first`` is its own leaf; the leaves of ``versions`` statements follow. ``manifests`` has the
    digest of its manifest, and while a withdrawal is under way all that it ever had; ``files``
    those of the whole file beside them, empty for a leaf of version 1. ``leaves``
    is the SHA-256 over the statements' digests, None where some of them could not be read.
    """

    first: int
    versions: int
    manifests: tuple[str, ...]
    leaves: bytes | None
    files: tuple[str, ...] = ()

    @property
    def binds_file(self) -> bool:
        """Whether every leaf that counts binds the bundle's file."""
        return bool(self.files) and all(self.files)

    def admits_file(self, digest: str, manifest: str | None) -> bool:
        """Whether a leaf that counts allows a file of this digest that has this manifest.

        A manifest of None, or one that no leaf has, is damage of its own: then any leaf will do.
        """
        seals = [Seal(*pair) for pair in zip(self.manifests, self.files, strict=False)]
        ours = [seal for seal in seals if seal.manifest == manifest] or seals
        return not seals or any(seal.file in ("", digest) for seal in ours)


@attrs.frozen
class Task:
    """One bundle to be checked. ``bundle`` is its UUID, None for a file that is not named by it.

    ``archive`` is the UUID of the archive that it must be part of, None where any may be.
    ``evidence`` says how to read a file that is not an archive's but was made to prove.
    ``elsewhere`` says where bytes lie that this bundle names only, for making texts again.
    """

    path: Path
    name: str
    bundle: str | None
    archive: str | None
    mode: Mode
    logged: Logged | None = None
    rederive: bool = False
    evidence: "Evidence | None" = None
    elsewhere: "Elsewhere" = attrs.field(factory=dict)


@attrs.define
class Content:
    """What a bundle holds. ``whole`` says that all of its statements could be read.

    ``withdrawn`` has the digests of statements that were taken out.
    """

    links: list[Link | None] = attrs.field(factory=list)
    digests: list[bytes] = attrs.field(factory=list)
    archive: str | None = None
    withdrawn: list[bytes] = attrs.field(factory=list)
    whole: bool = False


@attrs.frozen
class Checked:
    """What came of it.

    ``links`` are in the order of the statements, None for one that cannot be read, empty for one
    that was withdrawn. ``digests``
    of the statements are given where they are not those of the leaves. ``withdrawn`` has those
    of versions that were taken out.
    """

    task: Task
    findings: tuple[Finding, ...]
    counts: dict[str, dict[str, int]]
    links: tuple[Link | None, ...] = ()
    digests: tuple[bytes, ...] | None = None
    archive: str | None = None
    proof: object = None
    withdrawn: tuple[bytes, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was found that breaks a claim."""
        return not any(finding.about.status for finding in self.findings)


def check_bundle(task: Task) -> Checked:
    """Check one bundle. Damage is a finding, and so is a file that the disk does not give back."""
    book = Book()
    try:
        with open(durable.open_for_reading(task.path), "rb") as file:
            return _check(task, file, book)
    except (IntegrityError, FormatError, StorageError) as e:
        book.find("V112", str(e), file=task.name)
    except OSError as e:  # one bad sector must not end the check of all others
        book.find("V112", e.strerror or type(e).__name__, file=task.name)
    return Checked(task, tuple(book.findings), book.plain_counts())


def _check(task: Task, file: BinaryIO, book: Book) -> Checked:
    logged, digest = task.logged, ""
    if logged is not None and any(logged.files):
        digest = file_sha256(file)
        if task.mode == "quick" and logged.binds_file and digest in logged.files:
            book.count("integrity", "bundles")
            book.count("integrity", "bytes", file.tell())
            return Checked(task, (), book.plain_counts())
    return _read(task, file, digest, book)


def _read(task: Task, file: BinaryIO, digest: str, book: Book) -> Checked:
    """Take a bundle apart; ``digest`` is its file's, empty where no leaf binds that."""
    from fonds.verify.container import check_created, open_container

    logged = task.logged
    if logged is not None and not logged.binds_file:
        book.count("integrity", "bundles whose file no leaf binds")
    manifests, evidence = logged.manifests if logged else (), task.evidence
    container = open_container(file, task.name, manifests, book, evidence=evidence is not None)
    content = Content()
    if logged is not None and digest:
        _check_file(task, logged, digest, container, book)
    if container is not None:
        if task.bundle is not None and container.package is not None and evidence is None:
            check_created(container, task.name, task.bundle, book)
        if task.mode == "deep":
            from fonds.verify.content import read_content

            content = read_content(
                file, container, task.name, task.bundle, task.archive, book,
                task.elsewhere if task.rederive else None, evidence,
            )  # fmt: skip
    return Checked(
        task,
        tuple(book.findings),
        book.plain_counts(),
        tuple(content.links),
        _unlike(content, logged),
        content.archive,
        container.proof if container else None,
        tuple(content.withdrawn),
    )


def _check_file(
    task: Task, logged: Logged, digest: str, container: "Container | None", book: Book
) -> None:
    if not logged.admits_file(digest, container.digest if container else None):
        newest = next(file for file in logged.files if file)
        sentence = f"the file's sha256 is {digest}, logged is {newest}"
        book.find("V209", sentence, file=task.name)


def _unlike(content: Content, logged: Logged | None) -> tuple[bytes, ...] | None:
    """The digests of the statements, unless they are those of known leaves."""
    if logged is None:
        return tuple(content.digests)
    if not content.whole:
        return None
    same = (
        logged.leaves is not None
        and hashlib.sha256(b"".join(content.digests)).digest() == logged.leaves
    )
    return None if same else tuple(content.digests)
