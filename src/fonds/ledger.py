"""Edits, findings and ledgers: recorded, reversible changes to text, and their JSON form.

Values only. Nothing here decides what to change (``fonds.clean`` does) and nothing
here reads or writes a file. An edit is a fact about two texts; with all of them either text
rebuilds from the other, and any subset can be taken back.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Self, TypeVar

import attrs

from fonds.errors import MalformedLedgerError, PlanMismatchError, UnknownVersionError

VERSION = 1  # of the JSON form; a reader refuses any other


@attrs.frozen
class Edit:
    """One change: ``text[start:end]`` of the input read ``removed`` and now reads ``inserted``.

    Shape: ``id`` counts from 0 in order of place; ``rule`` is a rule and its version
    (``shortcode/1``); ``score`` is 0..1 with two decimals; ``start`` and ``end`` are code points
    of the *input*, half open; ``lifted`` holds JSON values that the removed markup carried.
    """

    id: int
    rule: str
    reason: str
    score: float
    start: int
    end: int
    removed: str
    inserted: str
    lifted: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Finding:
    """Something noticed and left as it was: ``text[start:end]`` of the input, and why."""

    rule: str
    reason: str
    score: float
    start: int
    end: int
    text: str
    lifted: Mapping[str, Any] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Cleaned:
    """A text after cleaning, and the record that leads back to the text before.

    Shape: ``edits`` are sorted by place and disjoint; ``text`` is the input with all of them
    applied. With no edit, ``text`` is the very object that came in. ``text_kind`` is what the
    text was taken for, and ``evidence`` what said so.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    findings: tuple[Finding, ...] = ()
    profile: str = "standard"
    ruleset: str = ""
    text_kind: str = ""
    evidence: str = ""

    def undo(self) -> str:
        """Return the input, character for character.

        Raises: PlanMismatchError when ``text`` and ``edits`` do not belong together.
        """
        return undo(self.text, self.edits)

    def revert(self, ids: Iterable[int]) -> Self:
        """Take back the edits named by ``ids``; the others stay and keep their numbers.

        Raises: PlanMismatchError when an id is not among the edits.
        """
        out = frozenset(ids)
        unknown = out - {edit.id for edit in self.edits}
        if unknown:
            raise PlanMismatchError("no such edit", ids=sorted(unknown))
        if not out:
            return self
        kept = tuple(edit for edit in self.edits if edit.id not in out)
        return attrs.evolve(self, text=apply(self.undo(), kept), edits=kept)

    def to_input(self, position: int) -> int:
        """Return where in the input the character at ``position`` of ``text`` comes from.

        A character that an edit inserted comes from the edit's start. At the place of a pure
        removal the answer is the edit's end, where the character that follows stood. The end of
        the text maps to the end of the input. Raises: IndexError outside 0..len(text).
        """
        if not 0 <= position <= len(self.text):
            raise IndexError(position)
        _, _, out_starts, out_ends, _ = self._marks
        n = bisect_right(out_starts, position)
        if not n:
            return position
        edit = self.edits[n - 1]
        inside = position < out_ends[n - 1]
        return edit.start if inside else edit.end + position - out_ends[n - 1]

    def to_output(self, position: int) -> int:
        """Return where in ``text`` the character at ``position`` of the input went.

        A character that an edit removed maps to where the edit's inserted text begins, so to the
        place of the cut when nothing was inserted. Raises: IndexError outside the input.
        """
        starts, ends, out_starts, out_ends, size = self._marks
        if not 0 <= position <= size:
            raise IndexError(position)
        n = bisect_right(starts, position)
        if not n:
            return position
        inside = position < ends[n - 1]
        return out_starts[n - 1] if inside else out_ends[n - 1] + position - ends[n - 1]

    @cached_property
    def _marks(self) -> tuple[list[int], list[int], list[int], list[int], int]:
        """Where edits start and end in the input and in the output, and the input's length."""
        starts = [edit.start for edit in self.edits]
        ends = [edit.end for edit in self.edits]
        out_starts: list[int] = []
        out_ends: list[int] = []
        shift = 0
        for edit in self.edits:
            out_starts.append(edit.start + shift)
            out_ends.append(edit.start + shift + len(edit.inserted))
            shift += len(edit.inserted) - len(edit.removed)
        return starts, ends, out_starts, out_ends, len(self.text) - shift

    @property
    def removed(self) -> list[tuple[int, int]] | None:
        """The spans of the input that are gone, or None when an edit also put something in."""
        if any(edit.inserted for edit in self.edits):
            return None
        return [(edit.start, edit.end) for edit in self.edits]


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with ``edits`` made: the redo of a ledger.

    Cost: one pass. Raises: PlanMismatchError when an edit does not fit this text, or when the
    edits are unsorted or overlap.
    """
    out: list[str] = []
    done = 0
    for edit in edits:
        if edit.start < done or edit.end < edit.start or edit.end > len(text):
            raise PlanMismatchError("edit is out of order or outside the text", edit=edit.id)
        if text[edit.start : edit.end] != edit.removed:
            raise PlanMismatchError("edit was made for other text", edit=edit.id, at=edit.start)
        out.append(text[done : edit.start])
        out.append(edit.inserted)
        done = edit.end
    if not out:
        return text
    out.append(text[done:])
    return "".join(out)


def undo(cleaned: str, edits: Iterable[Edit]) -> str:
    """Return the text that ``edits`` turned into ``cleaned``.

    Cost: one pass. Raises: PlanMismatchError when they did not.
    """
    out: list[str] = []
    done = 0  # in the cleaned text
    built = 0  # in the input
    for edit in edits:
        at = done + edit.start - built
        end = at + len(edit.inserted)
        if edit.start < built or end > len(cleaned) or edit.end - edit.start != len(edit.removed):
            raise PlanMismatchError("edit is out of order or outside the text", edit=edit.id)
        if cleaned[at:end] != edit.inserted:
            raise PlanMismatchError("edit did not make this text", edit=edit.id, at=at)
        out.append(cleaned[done:at])
        out.append(edit.removed)
        done, built = end, edit.end
    if not out:
        return cleaned
    out.append(cleaned[done:])
    return "".join(out)


def text_sha256(text: str) -> str:
    """Return the digest of a text as 64 lowercase hex digits: of its UTF-8, surrogates included."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def ledger_json(original: str, cleaned: Cleaned) -> dict[str, Any]:
    """Return the JSON form of the ledger that leads from ``original`` to ``cleaned.text``.

    The replay is checked here, before anything is written, so a ledger that was stored works.
    Raises: PlanMismatchError when the edits do not lead from one text to the other.
    Source: FORMAT.md, The edit ledger.
    """
    if apply(original, cleaned.edits) != cleaned.text:
        raise PlanMismatchError("edits do not lead to this text")
    return {
        "v": VERSION,
        "ruleset": cleaned.ruleset,
        "profile": cleaned.profile,
        "input": {"sha256": text_sha256(original), "length": len(original)},
        "output": {"sha256": text_sha256(cleaned.text), "length": len(cleaned.text)},
        "edits": [_plain(edit) for edit in cleaned.edits],
        "findings": [_plain(finding) for finding in cleaned.findings],
    }


def ledger_bytes(original: str, cleaned: Cleaned) -> bytes:
    """Return ``ledger_json`` as bytes: compact UTF-8, keys in order; one spelling per ledger.

    A lone surrogate, which UTF-8 cannot hold, is written as its JSON escape.
    """
    text = json.dumps(
        ledger_json(original, cleaned), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8", "backslashreplace")


def _plain(thing: Edit | Finding) -> dict[str, Any]:
    plain = attrs.asdict(thing, recurse=False)
    plain["lifted"] = dict(thing.lifted)
    return plain


@attrs.frozen
class TextDigest:
    """Which text a ledger speaks of: SHA-256 of its UTF-8, and its length in code points."""

    sha256: str
    length: int

    def matches(self, text: str) -> bool:
        """Tell whether ``text`` is the text meant."""
        return len(text) == self.length and text_sha256(text) == self.sha256


@attrs.frozen
class Ledger:
    """A ledger read back: the two texts by digest, and what happened between them."""

    ruleset: str
    profile: str
    input: TextDigest
    output: TextDigest
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]

    def redo(self, original: str) -> str:
        """Return the cleaned text. Raises: PlanMismatchError when either text is another."""
        if not self.input.matches(original):
            raise PlanMismatchError("ledger was made for another input", sha256=self.input.sha256)
        text = apply(original, self.edits)
        if not self.output.matches(text):
            raise PlanMismatchError("ledger leads to another text", sha256=self.output.sha256)
        return text

    def undo(self, cleaned: str) -> str:
        """Return the input. Raises: PlanMismatchError when either text is another."""
        if not self.output.matches(cleaned):
            raise PlanMismatchError("ledger made another text", sha256=self.output.sha256)
        text = undo(cleaned, self.edits)
        if not self.input.matches(text):
            raise PlanMismatchError("ledger came from another text", sha256=self.input.sha256)
        return text

    def cleaned(self, original: str) -> Cleaned:
        """Return the value ``fonds.clean`` gave. Raises: PlanMismatchError as ``redo``."""
        return Cleaned(self.redo(original), self.edits, self.findings, self.profile, self.ruleset)


def parse_ledger(data: bytes) -> Ledger:
    """Read the JSON form of a ledger, strictly: unknown versions, keys and types are refused.

    Raises: MalformedLedgerError; UnknownVersionError when a later fonds wrote it.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as e:
        raise MalformedLedgerError("not JSON", why=str(e)) from e
    _shape(value, _LEDGER, "ledger")
    if value["v"] != VERSION:
        raise UnknownVersionError("unknown version of the ledger", version=value["v"])
    edits = tuple(_record(Edit, _EDIT, item) for item in value["edits"])
    findings = tuple(_record(Finding, _FINDING, item) for item in value["findings"])
    _check_order(edits)
    return Ledger(
        ruleset=value["ruleset"],
        profile=value["profile"],
        input=_record(TextDigest, _DIGEST, value["input"]),
        output=_record(TextDigest, _DIGEST, value["output"]),
        edits=edits,
        findings=findings,
    )


_LEDGER: Mapping[str, type] = {
    "v": int, "ruleset": str, "profile": str, "input": dict, "output": dict,
    "edits": list, "findings": list,
}  # fmt: skip
_DIGEST: Mapping[str, type] = {"sha256": str, "length": int}
_FINDING: Mapping[str, type] = {
    "rule": str, "reason": str, "score": float, "start": int, "end": int, "text": str,
    "lifted": dict,
}  # fmt: skip
_EDIT: Mapping[str, type] = {
    "id": int, "rule": str, "reason": str, "score": float, "start": int, "end": int,
    "removed": str, "inserted": str, "lifted": dict,
}  # fmt: skip


def _shape(value: object, shape: Mapping[str, type], what: str) -> None:
    if not isinstance(value, dict) or value.keys() != shape.keys():
        raise MalformedLedgerError(f"{what} has other keys than it must have")
    for key, kind in shape.items():
        got = value[key]
        if kind is float and isinstance(got, int):  # JSON does not tell 1 from 1.0
            got = float(got)
        if not isinstance(got, kind) or isinstance(got, bool):
            raise MalformedLedgerError(f"{what} has a value of the wrong type", key=key)


_T = TypeVar("_T")


def _record(make: Callable[..., _T], shape: Mapping[str, type], value: dict[str, Any]) -> _T:
    _shape(value, shape, make.__name__.lower())
    return make(**{key: float(value[key]) if key == "score" else value[key] for key in shape})


def _check_order(edits: Sequence[Edit]) -> None:
    done = 0
    for edit in edits:
        if edit.start < done or edit.end - edit.start != len(edit.removed):
            raise MalformedLedgerError("edits are out of order or overlap", edit=edit.id)
        done = edit.end
