"""The result of a verification: claims, findings, and what nobody can prove. Values only."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from fonds.verify.finding_codes import CLAIMS, CODES, Code

MAX_FINDINGS = 10_000
"""Findings that a report holds; all are counted, and passed to ``on_finding`` when made."""

NOT_PROVEN = (
    "that what was archived was true, or complete, when it was ingested",
    "that the named source ever gave these bytes: a file's name and address are claims of the "
    "archivist",
    "that nothing was left out before it came to the archive",
    "that nobody else had the key",
    "that the operator's name, the tools and settings of a run, what was stated of a document (its "
    "title, author, dates), when its file was written, and what kind of file or text the tools "
    "took it for are right: they are claims of the archivist",
)
"""What no archive can prove, as the report says it. Checks add to it where more applies."""

UNDERIVED = (
    "that texts, their script, language and losses are what the tools made of the bytes: "
    "--rederive makes them again"
)
UNREAD = "that SWHID, title, texts and lists are those of the bytes: a quick check reads none of it"
"""What stands there too where a check was asked that leaves it out."""


@attrs.frozen
class Place:
    """Where something was found; what does not apply is None.

    ``file`` is a name in the archive (a bundle's too), ``record`` a role or a WARC type,
    ``offset`` counts bytes from the member's beginning, or the file's where there is no member.
    """

    file: str | None = None
    member: str | None = None
    record: str | None = None
    offset: int | None = None
    leaf: int | None = None
    document: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what applies."""
        return {k: v for k, v in attrs.asdict(self).items() if v is not None}


@attrs.frozen
class Finding:
    """One finding. ``sentence`` says what is wrong here; the code says what that means.

    ``diff`` is a unified diff where two texts differ.
    """

    code: str
    sentence: str
    place: Place = Place()
    diff: str = ""

    @property
    def about(self) -> Code:
        """The meaning of the code."""
        return CODES[self.code]

    @property
    def claim(self) -> str:
        """The claim that this breaks, if it is an error."""
        return self.about.claim

    @property
    def severity(self) -> str:
        """``error`` or ``notice``."""
        return self.about.severity

    @property
    def hint(self) -> str:
        """What to do."""
        return self.about.hint

    def to_json(self) -> dict[str, Any]:
        """Return the finding as ``--json`` prints it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "claim": self.claim,
            "meaning": self.about.title,
            "message": self.sentence,
            "place": self.place.to_json(),
            "hint": self.hint,
        } | ({"diff": self.diff} if self.diff else {})


HOLDS, BROKEN, PARTLY, UNCHECKED = "holds", "broken", "checked in part", "not checked"


@attrs.frozen
class ClaimResult:
    """One claim: whether it holds, what was counted, and what was left out."""

    claim: str
    state: str
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the claim as ``--json`` prints it."""
        return {"state": self.state, "counts": dict(self.counts), "notes": list(self.notes)}


@attrs.frozen
class VerifyReport:
    """The result of a verification.

    ``errors`` and ``notices`` count all findings, also those that ``findings`` no longer holds.
    """

    subject: str
    mode: str
    claims: tuple[ClaimResult, ...]
    findings: tuple[Finding, ...]
    errors: int
    notices: int
    exit_status: int
    not_proven: tuple[str, ...]
    head: Mapping[str, Any] | None
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether every claim that was checked holds."""
        return not self.errors

    def claim(self, name: str) -> ClaimResult:
        """Return the result of one claim."""
        return next(claim for claim in self.claims if claim.claim == name)

    def to_json(self) -> dict[str, Any]:
        """Return the report as ``--json`` prints it."""
        return {
            "ok": self.ok,
            "subject": self.subject,
            "mode": self.mode,
            "claims": {claim.claim: claim.to_json() for claim in self.claims},
            "findings": [finding.to_json() for finding in self.findings],
            "errors": self.errors,
            "notices": self.notices,
            "exit_status": self.exit_status,
            "not_proven": list(self.not_proven),
            "head": self.head,
            "seconds": round(self.seconds, 3),
        }


OnFinding = Callable[[Finding], None]
"""Called with each finding when it is made."""


@attrs.define
class FindingLog:
    """Collects findings, counts and notes during a verification."""

    on_finding: OnFinding = lambda finding: None
    entries: list[Finding] = attrs.field(factory=list)
    counts: dict[str, Counter[str]] = attrs.field(
        factory=lambda: {claim: Counter() for claim in CLAIMS}
    )
    notes: dict[str, list[str]] = attrs.field(factory=lambda: {claim: [] for claim in CLAIMS})
    not_proven: list[str] = attrs.field(factory=lambda: list(NOT_PROVEN))
    checked: set[str] = attrs.field(factory=set)  # claims of which something was checked
    partly: set[str] = attrs.field(factory=set)  # claims of which something was left out
    errors: int = 0
    notices: int = 0
    status: int = 0
    _broken: set[str] = attrs.field(factory=set)

    def add(self, finding: Finding) -> None:
        """Add a finding."""
        about = finding.about
        if about.status:
            self.errors += 1
            self._broken.add(about.claim)
            self.status = max(self.status, about.status)
        else:
            self.notices += 1
        if len(self.entries) < MAX_FINDINGS:
            self.entries.append(finding)
        self.on_finding(finding)

    def report(self, code: str, sentence: str, **place: Any) -> None:  # noqa: ANN401 - of a Place
        """Add a finding, given its code, sentence and place."""
        self.add(Finding(code, sentence, Place(**place)))

    def count(self, claim: str, name: str, number: int = 1) -> None:
        """Count something that was checked for a claim."""
        self.checked.add(claim)
        self.counts[claim][name] += number

    def leave_out(self, *, quick: bool, rederive: bool) -> None:
        """Name what a check of this mode does not prove."""
        if quick:
            self.not_proven.append(UNREAD)
        if not rederive:
            self.not_proven.append(UNDERIVED)

    def merge(self, other: "FindingLog") -> None:
        """Add the findings, counts and notes of another log."""
        for finding in other.entries:
            self.add(finding)
        self.add_counts(other.plain_counts())
        self.partly |= other.partly
        for claim, notes in other.notes.items():
            self.notes[claim] += notes

    def add_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Add counts that another process made."""
        for claim, numbers in counts.items():
            self.checked.add(claim)
            self.counts[claim].update(numbers)

    def plain_counts(self) -> dict[str, dict[str, int]]:
        """Return the counts of claims that have any, as plain dictionaries."""
        return {claim: dict(counts) for claim, counts in self.counts.items() if counts}

    def skip(self, claim: str, note: str) -> None:
        """Note that something was left out of a claim."""
        self.partly.add(claim)
        self.notes[claim].append(note)

    def say(self, claim: str, note: str) -> None:
        """Note something about a claim that leaves it whole."""
        self.notes[claim].append(note)

    def claims(self) -> tuple[ClaimResult, ...]:
        """Return the result of each claim."""
        return tuple(self._claims())

    def _claims(self) -> Iterator[ClaimResult]:
        for claim in CLAIMS:
            if claim in self._broken:
                state = BROKEN
            elif claim not in self.checked:
                state = UNCHECKED
            else:
                state = PARTLY if claim in self.partly else HOLDS
            yield ClaimResult(claim, state, dict(self.counts[claim]), tuple(self.notes[claim]))
