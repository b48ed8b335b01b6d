"""Which part of a page is its article: a choice of blocks of the full text. Pure.

Trafilatura chooses; what it chose is found again in the full text, block by block and in order,
and the text is taken from there, so that nothing it deletes or rewrites is lost (it drops
zero-width joiners and captions). ``fast`` is our own rule by names of elements and density of
links, at a tenth of the cost. The two are compared where trafilatura finds suspiciously little.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fonds.extraction.html import furniture
from fonds.extraction.html.walk import Walked
from fonds.extraction.options import MainRule
from fonds.model import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NO_LETTERS = re.compile(r"[\W_]+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_DENSE_FACTOR = 2.5  # letters of Latin script that say what one of these says
_LEVELS = {"list-item": 1, "term": 1, "table-cell": 2}  # from a block to its list or table
_FEW = 250  # letters that are no article
_SURE = 12  # letters of a piece that may be looked for within blocks
_NEAR = 400  # blocks ahead in which a short piece is looked for
_PIECES = {"p", "head", "item", "cell", "quote", "code", "ab", "fw"}


class Choice(NamedTuple):
    """The numbers of the blocks that are the article, the rule that chose, and why that one."""

    blocks: list[int]
    rule: str
    reason: str = ""


def choose(markup: str, walked: Walked, rule: MainRule) -> Choice:
    """Return the blocks of the article. Cost: 15 to 40 ms with trafilatura, else under 1 ms."""
    quick = fast(walked)
    if rule is MainRule.FAST:
        return Choice(quick, "fast")
    keys = _Keys(walked)
    try:
        pieces = list(_trafilatura(markup, walked))
    except (ValueError, TypeError, RecursionError, AttributeError, IndexError, KeyError) as e:
        return Choice(quick, "fast", f"trafilatura stopped: {type(e).__name__}")
    chosen = _completed(keys.find(pieces), walked)
    size, quick_size = _size(chosen, walked), _size(quick, walked)
    if size * 2 < quick_size and _better(quick, chosen, walked):
        return Choice(
            quick, "fast", f"trafilatura found {size} letters, the fast rule {quick_size}"
        )
    return Choice(chosen, "trafilatura")


def ranges(choice: Sequence[int], walked: Walked) -> tuple[tuple[int, int], ...]:
    """Return the chosen blocks as ranges of the text; neighbours join, with what parts them."""
    found: list[tuple[int, int]] = []
    before = -2
    for number in choice:
        block = walked.blocks[number]
        if number == before + 1:
            found[-1] = (found[-1][0], block.end)
        else:
            # what parts a block from the one before goes with it, or the article would be one line
            start = walked.blocks[number - 1].end if number and found else block.start
            found.append((start, block.end))
        before = number
    return tuple(found)


def fast(walked: Walked) -> list[int]:
    """Choose by the names of the elements around a block, its length, and its share of links."""
    rooms, blocks = walked.rooms, walked.blocks
    within = [room & furniture.ARTICLE and not room & furniture.FURNITURE for room in rooms]
    inside = sum(b.end - b.start for b, here in zip(blocks, within, strict=True) if here)
    outside = sum(
        b.end - b.start
        for b, room, here in zip(blocks, rooms, within, strict=True)
        if not here and not room & furniture.FURNITURE
    )
    only_article = inside > 500 and inside * 2 > outside
    chosen = []
    for number, (block, room) in enumerate(zip(blocks, rooms, strict=True)):
        length = block.end - block.start
        if room & furniture.FURNITURE or (only_article and not within[number]):
            continue
        if "hidden" in block.place or block.kind in ("hidden", "option", "button", "input"):
            continue
        text = walked.linked[number] * 2 <= length and (length > 20 or block.kind != "paragraph")
        if text or block.kind == "heading" or room & furniture.CAPTION or length > 200:
            chosen.append(number)
    return chosen


class _Keys:
    """The letters of all blocks in one string, in which pieces of another's text are found.

    Only letters and digits count: what another tool does to spaces and marks hides nothing.
    """

    def __init__(self, walked: Walked) -> None:
        text = walked.text
        self.keys = [_NO_LETTERS.sub("", text[b.start : b.end]) for b in walked.blocks]
        self.starts: list[int] = []
        self.whole: dict[str, list[int]] = {}
        at = 0
        for number, key in enumerate(self.keys):
            self.starts.append(at)
            at += len(key)
            self.whole.setdefault(key, []).append(number)
        self.letters = "".join(self.keys)

    def find(self, pieces: Sequence[Sequence[str]]) -> list[int]:
        """Return the blocks in which the pieces stand; each piece is given with its parts."""
        chosen: set[int] = set()
        at = 0
        for piece in pieces:
            key = _NO_LETTERS.sub("", "".join(piece))
            found = self._one(key, at)
            if found is None and len(piece) > 1:
                for part in piece:
                    part_key = _NO_LETTERS.sub("", part)
                    within = self._one(part_key, at) if len(part_key) >= _SURE else None
                    if within is not None:
                        chosen.update(self._covered(*within))
                        at = within[1]
            elif found is not None:
                chosen.update(self._covered(*found))
                at = found[1]
        return sorted(chosen)

    def _one(self, key: str, at: int) -> tuple[int, int] | None:
        """Find letters from a place on, else from the beginning; short ones only as a block."""
        if not key:
            return None
        same = self.whole.get(key)
        if same:
            number = bisect_left(self.starts, at)
            place = bisect_left(same, number)
            if place < len(same) and (len(key) >= _SURE or same[place] - number < _NEAR):
                start = self.starts[same[place]]
                return start, start + len(key)
        if len(key) < _SURE:
            return None
        start = self.letters.find(key, at)
        if start < 0:
            start = self.letters.find(key)
        return None if start < 0 else (start, start + len(key))

    def _covered(self, start: int, end: int) -> Iterator[int]:
        """Yield the blocks that a range of letters covers by half or more, or half of itself."""
        number = bisect_right(self.starts, start) - 1
        while number < len(self.keys) and self.starts[number] < end:
            size = len(self.keys[number])
            first = max(start, self.starts[number])
            share = min(end, self.starts[number] + size) - first
            if size and (share * 2 >= size or share * 2 >= end - start):
                yield number
            number += 1


def _trafilatura(markup: str, walked: Walked) -> Iterator[list[str]]:
    """Yield the pieces of text that trafilatura keeps, each as the parts it is made of."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Extractor

    options = Extractor(comments=False, tables=True, formatting=False, output_format="txt")
    dense = len(_DENSE.findall(walked.text))
    if dense * 3 > len(walked.text):
        options.min_extracted_size = int(options.min_extracted_size / _DENSE_FACTOR)
    document: Any = bare_extraction(markup, options=options)
    if document is None or document.body is None:
        return
    yield from _pieces(document.body)


def _pieces(body: "HtmlElement") -> Iterator[list[str]]:
    """Yield the parts of each element that holds a line; line breaks part as well."""
    parts: list[str] = []
    for event, element in _events(body):
        if event == "start":
            if element.tag in _PIECES and parts:
                yield parts
                parts = []
            if element.tag == "lb" and parts:
                yield parts
                parts = []
            if element.text:
                parts.append(element.text)
        else:
            if element.tag in _PIECES and parts:
                yield parts
                parts = []
            if element.tail:
                parts.append(element.tail)
    if parts:
        yield parts


def _events(body: "HtmlElement") -> Iterator[tuple[str, Any]]:
    from lxml import etree

    walked: Iterator[tuple[str, Any]] = etree.iterwalk(body, events=("start", "end"))
    return walked


def _completed(chosen: list[int], walked: Walked) -> list[int]:
    """Add what stands between kept blocks and belongs to them: captions, cells, list items.

    Of captions those that WordPress marks: trafilatura drops them by their class. Others it keeps
    or drops by what is in them, and so they stay as it said.
    """
    if not chosen:
        return chosen
    kept = set(chosen)
    blocks, rooms = walked.blocks, walked.rooms
    before: dict[str, int] = {}  # the kept block before, by the list or table it stands in
    for number in chosen:
        levels = _LEVELS.get(blocks[number].kind)
        if levels is None:
            continue
        parent = _parent(blocks[number], levels)
        for between in range(before.get(parent, number) + 1, number):
            if _parent(blocks[between], levels) == parent:
                kept.add(between)
        before[parent] = number
    for number in range(chosen[0], chosen[-1]):
        captioned = rooms[number] & furniture.CAPTION and not rooms[number] & furniture.FURNITURE
        if captioned or (blocks[number].kind == "ruby" and number - 1 in kept):
            kept.add(number)
    taken = set(chosen)
    return sorted(n for n in kept if n in taken or "hidden" not in blocks[n].place)


def _parent(block: Block, levels: int) -> str:
    """The path of the element that a block's element stands in, so many levels up."""
    return str(block.place.get("path", "")).rsplit("/", levels)[0]


def _size(chosen: Sequence[int], walked: Walked) -> int:
    return sum(walked.blocks[n].end - walked.blocks[n].start for n in chosen)


def _better(quick: Sequence[int], chosen: Sequence[int], walked: Walked) -> bool:
    """Whether what the fast rule finds more is text of the same article.

    Little of it is links, most of it stands in long blocks, and in the same elements as what
    was chosen: comments below an article are long as well.
    """
    taken = set(chosen)
    parents = {_parent(walked.blocks[n], up) for n in chosen for up in (1, 2)}
    more = [n for n in quick if n not in taken]
    size = _size(more, walked) or 1
    links = sum(walked.linked[n] for n in more)
    long = _size([n for n in more if walked.blocks[n].end - walked.blocks[n].start > 100], walked)
    beside = _size([n for n in more if _parent(walked.blocks[n], 1) in parents], walked)
    few = _size(chosen, walked) < _FEW
    return links * 5 < size and long * 2 > size and (few or beside * 2 > size)
