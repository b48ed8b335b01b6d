"""Read the cleaner's own cases (``tests/cases/clean``) and judge a result against one.

A case is one marked-up string, so that nobody has to count offsets and the difference between
before and after is seen at a glance:

    ``⟦old⟧``      must go                    ``⟦old⇒new⟧``  must read ``new`` afterwards
    ``⟨either⟩``   may stay or go             all else       must stay, character for character

White space that a removal leaves beside itself is the cleaner's to mend, so at the edge of a mark
any amount of it passes, as long as two words do not run together. Used by the tests and by
``benchmarks/clean_score.py``.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

CASES = Path(__file__).resolve().parents[1] / "cases" / "clean"
FOLDERS = ("in-the-wild", "negative", "constructed", "known-failures")
_MARK = re.compile(r"⟦([^⟦⟧]*)⟧|⟨([^⟨⟩]*)⟩")


@attrs.frozen
class Piece:
    """A stretch of the input, what it must read as afterwards, and whether either will do."""

    before: str
    after: str
    marked: bool = False
    either: bool = False


@attrs.frozen
class Case:
    """One text with what must go and what must stay."""

    id: str
    folder: str
    lang: str
    kind: str
    pieces: tuple[Piece, ...]
    lifted: tuple[Mapping[str, Any], ...]
    profile: str
    note: str

    @property
    def before(self) -> str:
        """The text as a document would hold it."""
        return "".join(piece.before for piece in self.pieces)

    @property
    def negative(self) -> bool:
        """Whether the text must come back as the same object."""
        return not any(piece.marked for piece in self.pieces)

    def accepts(self, after: str) -> bool:
        """Whether ``after`` is what cleaning should give."""
        if self.negative:
            return after == self.before
        return re.fullmatch(self._pattern(), after) is not None

    def _pattern(self) -> str:
        """A pattern of the cores (text that stays) with what may stand between them."""
        out: list[str] = []
        gap: list[str] = []  # between two cores: what is inserted, and where white space stood
        last = " "  # the last character of the core before the gap
        for n, piece in enumerate(self.pieces):
            core = piece.before if self._beside_space(n) else piece.before.strip()
            if piece.marked or not core:
                gap.append(_between(piece))
                continue
            head, tail = piece.before.split(core, 1)
            gap.append(r"\s*" if head else "")
            between = "".join(gap)
            if set(between) <= set(r"\s*") and between and last.isalnum() and core[0].isalnum():
                between = r"\s+"  # two words must not run together
            out += [between, re.escape(core)]
            gap, last = [r"\s*" if tail else ""], core[-1]
        return "".join([*out, *gap])

    def _beside_space(self, n: int) -> bool:
        """Whether a mark beside piece ``n`` is itself about white space: then all of it counts."""
        beside = self.pieces[max(0, n - 1) : n + 2]
        return not self.pieces[n].marked and any(p.marked and p.before.isspace() for p in beside)


def _between(piece: Piece) -> str:
    """The pattern of a mark, or of white space that stands alone between two marks."""
    if piece.either:
        return rf"[\s\S]{{0,{len(piece.before)}}}?\s*"
    if piece.marked and not piece.after and re.search(r"\S\s+\S", piece.before):
        return r"(?:\s*)"  # a mark over several tags: the white space between them may stay
    if piece.marked:
        return re.escape(piece.after)
    return r"\s*"


def parse(marked: str) -> tuple[Piece, ...]:
    """Split a marked-up string into its pieces."""
    pieces: list[Piece] = []
    done = 0
    for match in _MARK.finditer(marked):
        if match.start() > done:
            plain = marked[done : match.start()]
            pieces.append(Piece(plain, plain))
        if match[2] is not None:
            pieces.append(Piece(match[2], match[2], marked=True, either=True))
        else:
            old, _, new = match[1].partition("⇒")
            pieces.append(Piece(old, new, marked=True))
        done = match.end()
    if done < len(marked):
        pieces.append(Piece(marked[done:], marked[done:]))
    if any(mark in piece.before for piece in pieces for mark in "⟦⟧⟨⟩⇒"):
        raise ValueError(f"marks do not pair up: {marked!r}")
    return tuple(pieces)


def load(folders: Sequence[str] = FOLDERS) -> Iterator[Case]:
    """Yield every case of ``folders``, in the order of the files."""
    for folder in folders:
        for path in sorted((CASES / folder).glob("*.json")):
            for row in json.loads(path.read_text("utf-8")):
                yield Case(
                    id=row["id"],
                    folder=folder,
                    lang=row["lang"],
                    kind=row["kind"],
                    pieces=parse(row["marked"]),
                    lifted=tuple(row.get("lifted", ())),
                    profile=row.get("profile", "standard"),
                    note=row.get("note", ""),
                )


def found(want: Mapping[str, Any], lifted: Sequence[Mapping[str, Any]]) -> bool:
    """Whether one of the ``lifted`` mappings holds every field that ``want`` names."""
    return any(all(same(have.get(key), value) for key, value in want.items()) for have in lifted)


def same(have: object, want: object) -> bool:
    """Whether two lifted values are alike, white space and the type of a number aside."""
    if have is None:
        return False
    return " ".join(str(have).split()) == " ".join(str(want).split())
