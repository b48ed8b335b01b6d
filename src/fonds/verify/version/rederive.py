"""Derive texts again from the exact bytes, and compare them with the stored ones.

What made them is recorded with the run: the extractor, the cleaner's rules and profile. Only with
the same versions of both can a difference mean anything, so with others it is not tried.
"""

import difflib
import hashlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import attrs

from fonds.cleaning import PROFILES, RULESET, TEXT_KINDS
from fonds.derive import LANGUAGE_TOOL, Derived, DeriveOptions, Given, derive
from fonds.extraction import TOOLS
from fonds.formats import prov
from fonds.formats.extraction_record import print_extraction
from fonds.formats.prov import print_language, print_loss
from fonds.ledger import Cleaned, ledger_bytes, text_sha256
from fonds.model import Extraction, Identification, RecordRef

MAX_DIFF = 40
"""Lines of a diff that a finding holds."""

_NEAR = 3  # lines of context before the first difference
_REFUSED = ("refused", "limit", "charset", "parser-died")  # losses that say no text was to be made


@attrs.frozen
class RederiveOutcome:
    """The result for one version: ``reproducible``, ``differs`` or ``tool`` (not here).

    ``about`` says what differs, or which tool it would need; ``diff`` shows it.
    """

    verdict: str
    about: str = ""
    diff: str = ""


class Recipe:
    """How a run made its texts, as its record says, and whether that can be done here."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        versions = prov.tool_versions(run)
        plan = prov.plan_attributes(run, "extract")
        self._extractor = str(plan.get("f:agent", "")).removeprefix("run:")
        self._versions = versions
        self._ours = dict(TOOLS)
        cleaning = prov.plan_attributes(run, "clean")
        self._profile = str(cleaning.get("f:profile", "none"))
        self._ruleset = str(cleaning.get("f:ruleset", ""))

    def lacking(self, tool: str | None) -> str | None:
        """Say which tool is not here in the version that made a text, None where all are."""
        extractor = tool or self._extractor
        recorded = self._versions.get(extractor, "")
        if self._ours.get(extractor) != recorded:
            return f"{extractor} {recorded or '(of unknown version)'}"
        if self._profile != "none" and self._ruleset != RULESET:
            return f"fonds-rules {self._ruleset or '(of unknown version)'}"
        if self._profile not in (*PROFILES, "none"):
            return f"the cleaner's profile {self._profile[:40]!a}"
        return None

    @property
    def options(self) -> DeriveOptions:
        """How the run derived its texts; only meant where no tool is lacking."""
        return DeriveOptions(None if self._profile == "none" else self._profile)


def has_text(document: dict[str, Any]) -> bool:
    """Whether a version's provenance has a text that can be derived again."""
    losses = prov.attributes(document, "text").get("f:loss", [])
    losses_listed = losses if isinstance(losses, list) else []
    refused = any(str(loss).startswith(_REFUSED) for loss in losses_listed)
    return "v:text" in document.get("entity", {}) and not refused


def compare(
    raw: bytes,
    document: dict[str, Any],
    recipe: Recipe,
    refs: Mapping[str, RecordRef],
    stored: Mapping[str, bytes | None],
) -> RederiveOutcome:
    """Extract and clean again, and compare with what the statement names, digest by digest.

    ``document`` is the version's provenance; ``stored`` has the blocks of its texts and ledger,
    which are only shown in a diff. Never raises on content. Cost: that of making the texts.
    """
    step = prov.attributes(document, "extract")
    tool = step.get("f:tool")
    lacking = recipe.lacking(tool if isinstance(tool, str) else None)
    if lacking is not None:
        return RederiveOutcome("tool", lacking)
    identification = Identification(refs["raw"].media_type, refs["raw"].charset)
    kind = prov.attributes(document, "clean").get("f:textKind")
    given = Given.of_bytes(raw)._replace(text_kind=kind if kind in TEXT_KINDS else None)
    derived = derive(given, recipe.options, identification)
    text, recorded = derived.extraction.text, prov.attributes(document, "text")
    if "text" not in refs and "f:sameAs" not in recorded:
        return _compare_without_text(derived, refs, recorded)
    if text is None:
        return RederiveOutcome("differs", "no text can be extracted from the bytes now")
    base = refs.get("text", refs["raw"])
    if text_sha256(text) != base.sha256:
        return RederiveOutcome(
            "differs", "the extracted text", _diff(stored.get("text") or raw, text)
        )
    differs = _compare_extraction(derived.extraction, refs)
    if differs is not None:
        return differs
    outcome = _compare_cleaned(derived.base or "", derived.cleaned, refs, stored)
    if outcome.verdict == "reproducible":
        return _compare_description(derived, recorded)
    return outcome


def _compare_without_text(
    derived: Derived, refs: Mapping[str, RecordRef], recorded: Mapping[str, Any]
) -> RederiveOutcome:
    """Compare what was found in a document that had no text, as a picture has none."""
    if derived.extraction.text is not None:
        return RederiveOutcome("differs", "a text can be extracted from the bytes now")
    differs = _compare_extraction(derived.extraction, refs)
    if differs is None and _losses(derived) != recorded.get("f:loss", []):
        return RederiveOutcome("differs", "what was lost in extraction")
    return differs or RederiveOutcome("reproducible")


def _losses(derived: Derived) -> list[str]:
    return [print_loss(one) for one in derived.extraction.losses]


def _compare_description(derived: Derived, recorded: Mapping[str, Any]) -> RederiveOutcome:
    """Compare how a text is described: script, losses, and the language where our tool named it."""
    if recorded.get("f:script") != derived.script:
        return RederiveOutcome("differs", f"its script is {derived.script}")
    named = str(recorded.get("f:language", ""))
    found = print_language(derived.language) if derived.language is not None else ""
    tools = {line.rpartition(" ")[2] for line in (named, found) if line}
    if named != found and tools == {LANGUAGE_TOOL}:
        return RederiveOutcome("differs", f"its language is {found or 'not known'}")
    if recorded.get("f:loss", []) != _losses(derived):
        return RederiveOutcome("differs", "what was lost in extraction")
    return RederiveOutcome("reproducible")


def _compare_extraction(
    extraction: Extraction, refs: Mapping[str, RecordRef]
) -> RederiveOutcome | None:
    """Compare the records of the extraction, digest by digest."""
    made = dict(zip(("extraction", "sensitive"), print_extraction(extraction), strict=True))
    for role, block in made.items():
        stated = refs[role].sha256 if role in refs else None
        digest = None if block is None else hashlib.sha256(block).hexdigest()
        if stated != digest:
            return RederiveOutcome("differs", f"the record of the {role}")
    return None


def _compare_cleaned(
    text: str,
    cleaned: Cleaned | None,
    refs: Mapping[str, RecordRef],
    stored: Mapping[str, bytes | None],
) -> RederiveOutcome:
    """Compare the cleaned text and the ledger; ``text`` is what was cleaned, compared already."""
    before = refs["cleaned"].sha256 if "cleaned" in refs else text_sha256(text)
    reading = cleaned.text if cleaned else text
    if text_sha256(reading) != before:
        old = stored.get("cleaned") or stored.get("text")
        shown = old if old is not None else text.encode("utf-8", "surrogatepass")
        return RederiveOutcome("differs", "the cleaned text", _diff(shown, reading))
    if cleaned is not None and (cleaned.edits or cleaned.findings):
        ledger = ledger_bytes(text, cleaned)
        if "edits" not in refs:
            return RederiveOutcome("differs", "there is a ledger now, and none is stored")
        if stored.get("edits") not in (None, ledger):
            return RederiveOutcome("differs", "the ledger (the texts are the same)")
    elif "edits" in refs:
        return RederiveOutcome("differs", "a ledger is stored, and there is none now")
    return RederiveOutcome("reproducible")


def _diff(old: bytes, new: str) -> str:
    """A unified diff from the first difference on, bounded in lines and in what it reads."""
    before = old.decode("utf-8", "replace").splitlines()
    after = new.splitlines()
    first = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    start = max(0, first - _NEAR)
    window = slice(start, start + MAX_DIFF)
    lines = difflib.unified_diff(
        before[window], after[window], f"stored, from line {start + 1}", "made again", lineterm="",
        n=_NEAR,
    )  # fmt: skip
    return "\n".join(_shortened(islice(lines, MAX_DIFF)))


def _shortened(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if len(line) <= 200 else line[:200] + "…"
