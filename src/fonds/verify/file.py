"""Verify one bundle file without its archive.

Every byte is checked; whether any log holds the bundle cannot be known from the file, unless it
carries a proof: an evidence file does, under ``transparency``. FORMAT.md, section Evidence.
"""

import re
import time
from pathlib import Path
from typing import Any

from fonds.errors import IntegrityError, StorageError, UsageError
from fonds.formats.canonical import UUID7
from fonds.storage import durable
from fonds.verify.bundle.check import check_bundle
from fonds.verify.bundle.task import BundleTask, Mode
from fonds.verify.evidence.layout import EvidenceLayout, evidence_layout
from fonds.verify.foreign import refuse_foreign
from fonds.verify.log.timestamps import UNATTESTED, trusted_roots
from fonds.verify.options import VerifyOptions
from fonds.verify.report import FindingLog, VerifyReport
from fonds.verify.version.chains import Chains
from fonds.verify.version.derivatives import UNBOUND_RUNS

_UUID7 = re.compile(UUID7)


def verify_file(path: Path, settings: VerifyOptions) -> VerifyReport:
    """Return what holds of a bundle or evidence file, claim by claim.

    Cost: one read of the file. Raises: UsageError; ForeignFileError where the file
    is not ours; StorageError where there is no file.
    """
    settings.check()
    begun = time.monotonic()
    findings = FindingLog(settings.on_finding)
    if not path.is_file():
        raise StorageError("there is no such file", path=ascii(str(path))[1:-1])
    refuse_foreign(path)
    mode: Mode = "quick" if settings.quick else "deep"
    evidence = _evidence(path)
    named = path.stem if _UUID7.fullmatch(path.stem) else None
    bundle, archive = (evidence.file, evidence.archive) if evidence else (named, None)
    checked = check_bundle(
        BundleTask(
            path.absolute(), path.name, bundle, archive, mode,
            rederive=settings.rederive, evidence=evidence,
        )
    )  # fmt: skip
    findings.add_counts(checked.counts)
    for finding in checked.findings:
        findings.add(finding)
    chains = Chains()
    try:
        chains.add(checked.links, 0, path.name, logged=True)
        for finding in chains.check(whole=False):
            findings.add(finding)
        if mode == "deep":
            findings.count("completeness", "documents", chains.documents)
    finally:
        chains.close()
    head = None
    if evidence is not None:
        head = _prove(path, settings, findings)
        unbound = checked.counts.get("integrity", {}).get(UNBOUND_RUNS, 0)
        if unbound:
            findings.not_proven.append(
                f"who archived {unbound} of the versions, with which tools and settings: an older "
                "fonds made them, and their provenance does not name the record of their run"
            )
    else:
        if settings.witnesses:
            raise UsageError("a bundle alone holds no head that a witness could have cosigned")
        findings.skip("history", "a bundle alone does not show the log that holds it")
        findings.not_proven.append(
            "that this bundle, or any version in it, is in the log of its archive"
        )
        findings.not_proven.append(UNATTESTED)
    findings.leave_out(quick=settings.quick, rederive=settings.rederive)
    findings.skip("completeness", "versions in other bundles were not looked for")
    return VerifyReport(
        subject=str(path),
        mode=mode,
        claims=findings.claims(),
        findings=tuple(findings.entries),
        errors=findings.errors,
        notices=findings.notices,
        exit_status=findings.status,
        not_proven=tuple(findings.not_proven),
        head=head,
        seconds=time.monotonic() - begun,
    )


def _evidence(path: Path) -> EvidenceLayout | None:
    try:
        with open(durable.open_for_reading(path), "rb") as file:
            return evidence_layout(file)
    except (IntegrityError, StorageError, OSError):
        return None  # the check of the file reports it


def _prove(path: Path, settings: VerifyOptions, findings: FindingLog) -> dict[str, Any] | None:
    """Return the head that an evidence file proves. Raises: UsageError on a bad key or root."""
    from fonds.verify.evidence.check import check_evidence
    from fonds.verify.evidence.trusted_key import trusted_key

    known = trusted_key(settings.key_from) if settings.key_from else None
    roots = trusted_roots(settings)
    try:
        with open(durable.open_for_reading(path), "rb") as file:
            return check_evidence(
                file, path.name, findings, known=known, roots=roots, witnesses=settings.witnesses
            )
    except (IntegrityError, StorageError, OSError):
        return None  # the check of the file reported it
