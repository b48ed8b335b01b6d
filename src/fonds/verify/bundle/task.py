"""The task of verifying one bundle, and its result. Values only."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import attrs

from fonds.verify.log.logged import LoggedBundle
from fonds.verify.report import Finding
from fonds.verify.version.chains import Link

if TYPE_CHECKING:  # a quick check needs none of what reads a bundle's content
    from fonds.verify.evidence.layout import EvidenceLayout
    from fonds.verify.version.payload_lookup import PayloadLocations

Mode = Literal["quick", "deep"]


@attrs.frozen
class BundleTask:
    """One bundle to be checked. ``bundle`` is its UUID, None for a file that is not named by it.

    ``archive`` is the UUID of the archive that it must be part of, None where any may be.
    ``evidence`` says how to read a file that is not an archive's but was made to prove.
    ``payloads`` says where bytes lie that this bundle names only, for making texts again.
    """

    path: Path
    name: str
    bundle: str | None
    archive: str | None
    mode: Mode
    logged: LoggedBundle | None = None
    rederive: bool = False
    evidence: "EvidenceLayout | None" = None
    payloads: "PayloadLocations" = attrs.field(factory=dict)


@attrs.define
class BundleContent:
    """What a bundle holds. ``complete`` says that all of its statements could be read.

    ``withdrawn`` has the digests of statements that were taken out.
    """

    links: list[Link | None] = attrs.field(factory=list)
    digests: list[bytes] = attrs.field(factory=list)
    archive: str | None = None
    withdrawn: list[bytes] = attrs.field(factory=list)
    complete: bool = False


@attrs.frozen
class BundleCheck:
    """The result of checking a bundle.

    ``links`` are in the order of the statements, None for one that cannot be read, empty for one
    that was withdrawn. ``digests``
    of the statements are given where they are not those of the leaves. ``withdrawn`` has those
    of versions that were taken out.
    """

    task: BundleTask
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
