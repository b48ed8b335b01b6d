"""Match closing tags with opening ones, whatever became of their names and brackets. Linear."""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import islice

import attrs

from fonds.cleaning.shortcode import captions, known, naming
from fonds.cleaning.shortcode.features import Feature
from fonds.cleaning.shortcode.parser import plain
from fonds.cleaning.shortcode.pieces import Closer, Opener
from fonds.cleaning.shortcode.reading import Reading, read
from fonds.cleaning.shortcode.words import fold

_REACH = 1500  # code points after an opener in which a damaged closer is looked for
_HALF = re.compile(
    r"[/／](?<![A-Za-z0-9_/:.<].)[ \t\u00a0]*([^\[\]［］【】\n/／<>\"“”=]{1,40})\\?[\]］】]"
)
_MOST_HALVES = 2000  # slashes looked at that may begin one
_NEAREST = 6  # openers before a closer that are compared with it by their words
_FARTHEST = 20_000  # code points between them
_PARAGRAPH = "\n\n"


@attrs.define(eq=False)
class Tag:
    """An opening tag on its way to a verdict, with the closer that belongs to it."""

    reading: Reading
    closer: Closer | None = None
    score: float = 0.0
    reasons: Sequence[str] = ()
    counted: Collection[Feature] = frozenset()

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.reading.opener.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.reading.opener.end

    @property
    def is_caption(self) -> bool:
        """Tell whether it is a caption, by name or by what it carries."""
        return self.reading.lifted.get("tag") == "caption"

    @property
    def carries_image(self) -> bool:
        """Tell whether its attributes are those of an image's caption."""
        return bool({Feature.ATTACHMENT, Feature.NUMBERED} & self.reading.marks) or (
            self.is_caption and bool({Feature.ALIGN, Feature.SIZE} & self.reading.marks)
        )


def keys(name: str) -> tuple[str, str]:
    """Return the two spellings under which openers and closers find each other."""
    return fold(name), naming.name_of(name).tag


def pair(pieces: Sequence[Tag | Closer]) -> tuple[list[Tag], list[Closer]]:
    """Give each opener its closer; return the openers, and the closers that are left over.

    Shape: ``pieces`` by place. A closer takes the last opener of its name that is still open;
    failing that, the last one that a translation engine has been at and nothing else closed.
    """
    open_by_key: dict[str, list[Tag]] = defaultdict(list)
    translated: list[Tag] = []
    openers: list[Tag] = []
    orphans: list[Closer] = []
    for piece in pieces:
        if isinstance(piece, Tag):
            openers.append(piece)
            name = piece.reading.name
            names = {fold(name.raw), name.tag, str(piece.reading.lifted.get("tag", ""))}
            for key in names - {""}:
                open_by_key[key].append(piece)
            if piece.carries_image and piece.reading.translated:
                translated.append(piece)
            continue
        found = _last_open(open_by_key, keys(piece.name))
        if piece.half:
            if found is not None and found.start > piece.start - _FARTHEST:
                found.closer = piece
            continue
        found = found or _headed(openers, piece)
        found = found or _inflected(openers, piece)
        if found is None and translated and known.level(piece.name) == 0:
            last = translated[-1]
            if last.closer is None and piece.start - last.end <= _REACH:
                found = last
        if found is None:
            orphans.append(piece)
        else:
            found.closer = piece
    return openers, orphans


def _last_open(open_by_key: dict[str, list[Tag]], names: tuple[str, str]) -> Tag | None:
    best: Tag | None = None
    for key in names:
        stack = open_by_key.get(key)
        while stack and stack[-1].closer is not None:
            stack.pop()
        if stack and (best is None or stack[-1].start > best.start):
            best = stack[-1]
    return best


def _headed(openers: Sequence[Tag], closer: Closer) -> Tag | None:
    """Return the last open tag whose words are about what the closer names, read anew by it.

    ``[titolo della scheda="Orari"]`` and ``[/scheda]``: a translation engine makes the name and
    the first key of ``[tab title="…"]`` one phrase, and the closer bears only the name.
    """
    for tag in openers[-1 : -_NEAREST - 1 : -1]:
        opener = tag.reading.opener
        keyed = opener.attributes and opener.attributes[0].sign == "=" and opener.attributes[0].key
        if tag.closer is not None or not keyed or closer.start - tag.end > _FARTHEST:
            continue
        if tag.reading.name.level >= 2 or tag.carries_image:
            continue
        key = naming.rest_of_head(opener.head, closer.name)
        if key:
            tag.reading = read(opener, (closer.name, key))
            return tag
    return None


def _inflected(openers: Sequence[Tag], closer: Closer) -> Tag | None:
    """Return the last open tag with values whose name is the closer's with another ending."""
    for tag in openers[-1 : -_NEAREST - 1 : -1]:
        name = tag.reading.name
        if tag.closer is not None or closer.start - tag.end > _REACH or name.level >= 2:
            continue
        if any(a.sign for a in tag.reading.opener.attributes) and naming.alike(
            name.raw, closer.name
        ):
            return tag
    return None


def with_halves(text: str, found: list[Opener | Closer]) -> list[Opener | Closer]:
    """Return ``found`` with closers that lost their first bracket, by place."""
    halves = _halves(text, found)
    if not halves:
        return found
    out: list[Opener | Closer] = []
    done = 0
    for piece in sorted([*found, *halves], key=lambda p: (p.start, p.end)):
        if piece.start >= done:
            out.append(piece)
            done = piece.end
    return out


def _halves(text: str, found: Sequence[Opener | Closer]) -> list[Closer]:
    """Return what may be closers without their first bracket: ``/ column] / row]``, by place.

    The bracket at the end must be one that nothing opened.
    """
    if not any(isinstance(piece, Opener) and piece.attributes for piece in found):
        return []
    out: list[Closer] = []
    done = 0
    for m in islice(_HALF.finditer(text, found[0].start), _MOST_HALVES):
        before = max(done, m.start() - _REACH)
        if text.rfind("[", before, m.start()) > text.rfind("]", before, m.start()):
            continue
        done = m.end()
        name = plain(m[1]).strip()
        if name:
            out.append(Closer(m.start(), m.end(), " ".join(name.split()), half=True))
    return out


def damaged_closer(text: str, tag: Tag, limit: int) -> Closer | None:
    """Return the closer of a caption whose bracket was lost: ``/caption]``, ``/字幕]``.

    Only within the caption's own paragraph and before ``limit``, where the next tag begins; a
    word that is neither the opener's nor one for caption counts only after a translated opener.
    """
    stop = min(limit, tag.end + _REACH, len(text))
    blank = text.find(_PARAGRAPH, tag.end, stop)
    stop = blank if blank >= 0 else stop
    for m in _HALF.finditer(text, tag.end, stop):
        between = text[tag.end : m.start()]
        if between.count("[") != between.count("]"):
            continue  # the bracket belongs to one that opened in the caption
        name = m[1].strip()
        same = fold(name) == fold(tag.reading.name.raw)
        if same or naming.caption_like(name) or (tag.reading.translated and len(name) < 25):
            return Closer(m.start(), m.end(), name, half=True)
    raw = tag.reading.name.raw
    if raw:
        lost_end = re.compile(r"\\?[\[［][ \t]?/[ \t]?" + re.escape(raw) + r"(?![\w\]］])", re.I)
        cut = lost_end.search(text, tag.end, stop)
        if cut:
            return Closer(cut.start(), cut.end(), raw, half=True)
    return None


def stands_for_closer(text: str, tag: Tag, before: Tag) -> bool:
    """Tell whether a bare ``[caption]`` or ``[caption/]`` closes the caption before it.

    So does the second of two ``[embedyt]``, where all between them is an address.
    """
    if Feature.BARE not in tag.reading.marks or before.closer is not None:
        return False
    if not 0 <= tag.start - before.end <= _REACH:
        return False
    same = fold(tag.reading.name.raw) == fold(before.reading.name.raw)
    if same and Feature.BARE in before.reading.marks:
        return captions.is_address(text[before.end : tag.start])
    return before.carries_image and (same or tag.reading.name.tag == "caption")


def adjacent(text: str, one: Tag, two: Tag) -> bool:
    """Tell whether nothing stands between two tags, or between the one's closer and the other."""
    first, second = (one, two) if one.start < two.start else (two, one)
    if second.start - first.end > 40:
        return bool(first.closer) and _blank(text, first.closer, second)
    return not text[first.end : second.start].strip() or (
        first.closer is not None and _blank(text, first.closer, second)
    )


def _blank(text: str, closer: Closer | None, second: Tag) -> bool:
    if closer is None or not 0 <= second.start - closer.end <= 40:
        return False
    return not text[closer.end : second.start].strip()
