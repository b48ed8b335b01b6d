"""The options of a verification, its progress, and its state. Values only."""

from collections.abc import Callable

import attrs

from fonds.errors import UsageError
from fonds.formats.tlog.note import VerifyKey
from fonds.storage.keys import HeadFile
from fonds.storage.local import LocalStore
from fonds.verify.report import Finding, FindingLog
from fonds.verify.version.chains import Chains


@attrs.frozen
class VerifyProgress:
    """How far a verification is. Unit: ``done`` and ``total`` are bytes of bundles."""

    done: int
    total: int
    bundles: int
    errors: int
    name: str = ""


@attrs.frozen
class VerifyOptions:
    """How to verify. The defaults check everything except texts derived again.

    ``bundles`` narrows the check to the bundles of these UUIDs; ``sample`` (N, T) to the N-th
    of T parts of all bundles; ``since`` to bundles logged after a checkpoint (a signed note, or
    the size of a kept one). ``heads`` are signed notes to compare the log with, each with its
    origin in words; ``keep_head`` keeps the log's head for the next time. ``tsa_roots`` are
    certificates (PEM) of trusted time-stamping authorities. ``key_from`` is a verifier key that an
    evidence file must be signed with; each of ``witnesses`` must have cosigned a head. ``jobs``
    is the number of worker processes; 0 does everything in this process, None decides by the
    size of the archive. ``on_finding`` gets each finding when it is made, ``progress`` is called
    after each bundle.
    """

    bundles: frozenset[str] | None = None
    quick: bool = False
    rederive: bool = False
    sample: tuple[int, int] | None = None
    since: bytes | int | None = None
    heads: tuple[tuple[str, bytes], ...] = ()
    keep_head: bool = False
    tsa_roots: tuple[bytes, ...] = ()
    key_from: str | None = None
    witnesses: tuple[VerifyKey, ...] = ()
    jobs: int | None = None
    on_finding: Callable[[Finding], None] = lambda finding: None
    progress: Callable[[VerifyProgress], None] = lambda progress: None

    def check(self) -> None:
        """Refuse options that contradict each other. Raises: UsageError."""
        if self.sample is not None:
            part, parts = self.sample
            if not 1 <= part <= parts:
                raise UsageError("a sample is N/T with N from 1 to T", sample=f"{part}/{parts}")
        if self.quick and self.rederive:
            raise UsageError("--rederive reads every record, so it cannot be quick")
        narrowed = [self.bundles is not None, self.sample is not None, self.since is not None]
        if sum(narrowed) > 1:
            raise UsageError("documents, a sample and --since exclude each other")


@attrs.define
class VerifyRun:
    """The state of one verification. ``since`` is the first leaf of the bundles to read."""

    store: LocalStore
    heads: HeadFile | None
    settings: VerifyOptions
    findings: FindingLog
    chains: Chains
    since: int = 0
