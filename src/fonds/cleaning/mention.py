"""Tell what a text speaks of from what was left in it: mention is not use. Pure.

One judgement for all rules, asked only of what would be carried out: whether the sentence would
lack something without it, whether it is quoted, set against its right form, or stands in running
words beside words of the trade. When in doubt it is a mention, and the edit becomes a finding.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from fonds.cleaning.doc import ACT, Doc, Proposal
from fonds.cleaning.shortcode import speech
from fonds.cleaning.words import pattern

HELD = ACT - 0.15  # score of what is held back: a finding
REACH = 160  # code points on either side in which words of the trade count
_SHORT = 1500  # code points of a text that speaks of one thing only
_JUDGED = 400  # proposals of a text that are judged; the rest follow these
_MARKUP = frozenset({"shortcode", "tags", "blocks", "placeholders", "wiki", "bbcode", "scraps"})
_REPAIRS = frozenset({"entities", "mojibake"})
_OPENS, _CLOSES = "\"'`“‘«„「『‹（(”»’", "\"'`”’»“」』›）)"
_ENDED = re.compile(r"(?:[.!?:…。！？।۔؟።][\"'”»)\]’]{0,2}|\A|\n)\s*\Z")
_HANGS = re.compile(r"\s{0,2}[?？؟]|[.,;!?)。，；]")
_GOES_ON = re.compile(
    r"[ \u00a0]{0,2}(?:[^\W\d_](?<=[a-zß-ÿа-яёіїєґα-ωά-ώā-ž])|[,;?？؟)]|[\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])"  # noqa: E501
)
_REAL = re.compile(r"[=＝]\s{0,2}[\"“”„«»'‘’]?[^\s\"“”]|https?:|_\s?\d")
_BULLET = re.compile(r"\s{0,12}(?:[*+•–-]|\d{1,3}[.)])\s")
_LABEL = re.compile(r"\s{0,8}\w{3,20}[:：]")
_JOINS = 4  # code points of a word that joins: and, und, と, или
_PREDICATE = re.compile(
    r"[ \u00a0](?:[a-zß-ÿа-яёіїєґα-ωά-ώā-ž]|[\u0600-\u06ff\u0900-\u0dff])|[ \u00a0]?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # noqa: E501
)
_CASED = re.compile(r"[A-Za-zÀ-ɏͰ-ԯ],?\s\Z")
_COMMON = ("caption", "gallery")  # what texts about leftovers speak of
_CERTAIN = re.compile(r"_\s?\d|https?:|\d,\d")  # what only a true tag carries
_UNSEEN = ("\xad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f")


def spoken_of(
    doc: Doc, acted: Sequence[Proposal], noticed: Sequence[Proposal] = ()
) -> tuple[list[Proposal], list[Proposal]]:
    """Return the proposals that may be carried out, and those that the text speaks of.

    Shape: ``acted`` by place; ``noticed`` is what will not be carried out in any case, which may
    be spoken of as well. Cost: a bounded window around each of the first few hundred.
    """
    judged = [p for p in acted if _family(p) in _MARKUP | _REPAIRS or _family(p) == "tracking"]
    if not judged:
        return list(acted), []
    text = _Text(doc, acted)
    why: dict[int, str] = {}
    for n, proposal in enumerate(acted[:_JUDGED]):
        reason = text.why(proposal)
        if reason:
            why[n] = reason
    told = {
        _family(p) for p in noticed[:_JUDGED] if _family(p) in ("wiki", "bbcode") and text.why(p)
    }
    if not (why or told):
        return list(acted), []
    return _parted(acted, why, told, short=len(doc.text) < _SHORT)


def _parted(
    acted: Sequence[Proposal], why: Mapping[int, str], told: set[str], *, short: bool
) -> tuple[list[Proposal], list[Proposal]]:
    """Hold back what is spoken of, with its group and with what has the same form."""
    groups = {(acted[n].rule, acted[n].group): w for n, w in why.items()}
    forms = {_form(acted[n]): w for n, w in why.items()}
    sizes = Counter(_family(p) for p in acted)
    counts = Counter(_family(acted[n]) for n in why)
    whole = told | {
        f for f, n in counts.items()
        if f == "wiki" or (f in _REPAIRS | {"tracking", "placeholders", "bbcode"} and 4 * n >= sizes[f])  # noqa: E501
    }  # fmt: skip
    if short and any(_family(acted[n]) in _MARKUP for n in why):
        whole |= _REPAIRS  # a list of changes, a question: all of it is about such things
    kept, left = [], []
    for n, p in enumerate(acted):
        reason = why.get(n) or forms.get(_form(p))
        if not reason and p.group is not None:
            reason = groups.get((p.rule, p.group))
        if not reason and _family(p) in whole:
            reason = "beside others that are spoken of"
        if reason:
            why_left = f"{p.reason}; left, as it is {reason}"
            left.append(attrs.evolve(p, score=HELD, reason=why_left))
        else:
            kept.append(p)
    return kept, left


def _family(proposal: Proposal) -> str:
    return proposal.rule.partition("/")[0]


def _form(proposal: Proposal) -> tuple[str, str]:
    """Return what makes two proposals the same thing: the rule, and the tag or what goes in."""
    name = str(proposal.lifted.get("tag") or proposal.lifted.get("name") or "")
    if name or proposal.inserted:
        return proposal.rule, name or proposal.inserted
    return proposal.rule, f"{proposal.start}"


class _Text:
    """The text with what would be taken out of it, asked about one proposal after the other."""

    def __init__(self, doc: Doc, acted: Sequence[Proposal]) -> None:
        self.doc = doc
        self.text = doc.text
        self.acted = acted
        self.mask = bytearray(len(doc.text))
        for p in acted:
            if not p.inserted:
                self.mask[p.start : p.end] = b"\1" * (p.end - p.start)
        self.opened = any(
            p.rule.startswith("shortcode")
            and not doc.text[p.start : p.end].lstrip("\\[").startswith("/")
            for p in acted
        )
        self.fixes = [p for p in acted if _family(p) in _REPAIRS]
        self.repairs = len(self.fixes)
        self.mending = bytearray(len(doc.text))
        for p in self.fixes:
            self.mending[p.start : p.end] = b"\1" * (p.end - p.start)
        self.paired = Counter((p.rule, p.group) for p in acted if p.group is not None)

    def why(self, p: Proposal) -> str:
        """Return why a text speaks of what is proposed, or an empty string."""
        family = _family(p)
        if family == "tracking":
            return self._tracked(p)
        if family in _REPAIRS:
            return self._contrasted(p)
        if family not in _MARKUP:
            return ""
        before, after = self._beside(p)
        return self._lacking(p, before, after)

    def _beside(self, p: Proposal) -> tuple[str, str]:
        """Return the words of the line before and after, without other leftovers."""
        first, last = self.doc.line_at(p.start)
        last = self.doc.line_at(max(p.start, p.end - 1))[1]
        first, last = max(first, p.start - 2 * REACH), min(last, p.end + 2 * REACH)
        return self._bare(first, p.start), self._bare(p.end, last)

    def _bare(self, start: int, end: int) -> str:
        if self.mask.find(1, start, end) < 0:
            return self.text[start:end]
        return "".join(
            c for c, m in zip(self.text[start:end], self.mask[start:end], strict=True) if not m
        )

    def _trade(self, before: str, after: str) -> bool:
        return pattern("trade").search(f"{before[-REACH:]} \n {after[:REACH]}") is not None

    def _lacking(self, p: Proposal, before: str, after: str) -> str:
        """Judge what would be taken out whole: a tag, a placeholder, a comment."""
        piece = self.text[p.start : p.end]
        if p.rule.startswith("wiki") and not piece.startswith("{{"):
            return ""
        solid = before.rstrip()
        if solid[-1:] in (":", "："):
            return self._listed(p, solid, after)
        enclosing = p.group is not None and self.paired[p.rule, p.group] > 1
        if enclosing and "=" not in piece and self._shows_pair(p):
            return "one of a pair that is named"
        begins = not solid or _ENDED.search(before) is not None
        if begins:
            return self._subject(p, after)
        if _is_half(piece) and (enclosing or not piece.lstrip("\\").startswith("[/")):
            return ""
        if not (solid[-1].isalnum() or solid[-1] in ",;)\"'”»"):
            return ""
        if enclosing:
            return self._encloses(p, before, after)
        return self._stands_within(p, piece, before, after)

    def _subject(self, p: Proposal, after: str) -> str:
        """Judge what begins a sentence that goes on: it may be what the sentence is about."""
        if p.group is None and after[:1].isspace() and _PREDICATE.match(after):
            return "the subject of its sentence" if self._trade("", after) else ""
        return ""

    def _stands_within(self, p: Proposal, piece: str, before: str, after: str) -> str:
        """Judge what stands alone within a sentence, between two of its words."""
        spaced = before[-1:].isspace() or not before[-1:].isascii()
        real = _REAL.search(piece) is not None
        asked = re.search(r"[?？؟]", after[:REACH]) is not None
        if spaced and _HANGS.match(after) and (not real or asked or self._trade(before, after)):
            return "a part of its sentence"
        if not (spaced and _GOES_ON.match(after)):
            return ""
        if asked or self._trade(before, after) or speech.spoken_of(before, ""):
            return "spoken of in its sentence"
        if piece.lstrip("\\").startswith("[/") and not self.opened:
            return "a closing tag within a sentence"
        told = _CASED.search(before[-2:]) is not None or after.lstrip()[:1] in ",;，、"
        told = told or (not self.paired and self._beside_another(p))
        if told and _CERTAIN.search(piece) is None and p.lifted.get("tag") in _COMMON:
            return "within a sentence that goes on"
        return ""

    def _beside_another(self, p: Proposal) -> bool:
        """Tell whether another tag stands alone in the same line: the one is set against the other."""  # noqa: E501
        first, last = self.doc.line_at(p.start)
        low = bisect_left(self.acted, first, key=lambda q: q.start)
        high = bisect_left(self.acted, last, key=lambda q: q.start)
        return any(
            q is not p and q.group is None and q.rule == p.rule for q in self.acted[low:high][:20]
        )

    def _shows_pair(self, p: Proposal) -> bool:
        """Tell whether a pair encloses a word that joins, as where a text names both its tags."""
        n = bisect_left(self.acted, p.end, key=lambda q: q.start)
        for q in self.acted[n : n + 4]:
            if (q.rule, q.group) == (p.rule, p.group):
                body = self.text[p.end : q.start]
                word = body.strip()
                return word != body and 0 < len(word) <= _JOINS and word == word.lower()
        return False

    def _listed(self, p: Proposal, solid: str, after: str) -> str:
        """Judge what stands after a colon: in a list of changes or of options it is the subject."""
        common = p.lifted.get("tag") in _COMMON
        common = common and _CERTAIN.search(self.text[p.start : p.end]) is None
        labelled = common and _LABEL.fullmatch(solid) is not None
        led = labelled or _BULLET.match(solid) or pattern("trade").search(solid[-40:])
        if led and _GOES_ON.match(after) and p.group is None:
            return "the subject of an entry in a list"
        return ""

    def _encloses(self, p: Proposal, before: str, after: str) -> str:
        """Judge the opening tag of a pair: what it encloses is kept, so little is lacking."""
        if _HANGS.match(after) and before[-1:].isspace():
            return "a part of its sentence"
        if before[-1:].isspace() and after[:1].isspace() and _GOES_ON.match(after):
            piece = self.text[p.start : p.end]
            if _CERTAIN.search(piece) is None or self._trade(before, after):
                return "spoken of in its sentence"
        return ""

    def _deeper(self, p: Proposal) -> bool:
        """Tell whether the same reference stands nearby escaped once more, or once less."""
        piece = self.text[p.start : p.end]
        if not piece.startswith("&"):
            return False
        other = piece.replace("&amp;", "&", 1) if "&amp;" in piece[:5] and len(piece) > 5 else ""
        around = self._around_word(p)
        return f"&amp;{piece[1:]}" in around or bool(other and other in around)

    def _contrasted(self, p: Proposal) -> str:
        """Judge what would be read otherwise: whether its right form stands beside it."""
        first, last = self.doc.line_at(p.start)
        head = self.text[max(first, p.start - 2 * REACH) : p.start]
        tail = self.text[p.end : min(last, p.end + 2 * REACH)]
        trade = self._trade(head, tail)
        if self._deeper(p) and trade:
            return "set against the same, escaped otherwise"
        word = self._mended_word(p)
        if any(c.isalnum() for c in word) and (trade or self.repairs <= 2):
            around = self._around_word(p)
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", around):
                return "set against its right form"
        return self._shown(p, head, tail, trade)

    def _shown(self, p: Proposal, head: str, tail: str, trade: bool) -> str:
        """Judge what stands by itself, between blanks or in quotes, as a thing shown."""
        if (head[-1:].isalnum() and head[-1:] < "\u2e80") or (
            tail[:1].isalnum() and tail[:1] < "\u2e80"
        ):
            return ""
        if p.inserted in _UNSEEN:
            return "shown by itself"
        quoted = head[-1:] in tuple(_OPENS) and tail[:1] in tuple(_CLOSES)
        if quoted and (trade or p.rule.startswith("mojibake")):
            return "quoted by itself"
        spoken = head[-1:].isspace() and speech.spoken_of(head, "")
        if spoken or (trade and p.inserted not in "–—-&"):
            return "spoken of in its sentence"
        if p.inserted == "&" and len(set(pattern("trade").findall(f"{head}\n{tail}"))) > 1:
            return "spoken of in its sentence"
        return ""

    def _edges(self, p: Proposal) -> tuple[int, int]:
        """Return where the word begins and ends that holds the place, quotes and stops aside."""
        start, end = p.start, p.end
        while start > 0 and p.start - start < 40 and self._in_word(start - 1):
            start -= 1
        while end < len(self.text) and end - p.end < 40 and self._in_word(end):
            end += 1
        return start, end

    def _in_word(self, at: int) -> bool:
        return self.mending[at] != 0 or self.text[at].isalnum()

    def _mended_word(self, p: Proposal) -> str:
        """Return the word as it would read with all repairs in it."""
        start, end = self._edges(p)
        out, done = [], start
        for q in self.fixes[bisect_left(self.fixes, start, key=lambda q: q.start) :]:
            if q.start >= end:
                break
            out += [self.text[done : q.start], q.inserted]
            done = q.end
        return "".join([*out, self.text[done:end]])

    def _around_word(self, p: Proposal) -> str:
        start, end = self._edges(p)
        return (
            self.text[max(0, start - 2 * REACH) : start] + "\n" + self.text[end : end + 2 * REACH]
        )

    def _tracked(self, p: Proposal) -> str:
        """Judge a parameter of an address: whether the text names it outside of any address."""
        name = re.match(r"[?&;#]{0,2}([A-Za-z_]{3,20}?)(?:_[a-z]+)?=", self.text[p.start : p.end])
        if name is None:
            return ""
        for m in re.finditer(
            rf"(?<![\w/&;?#.%=-])[?&]?{re.escape(name[1])}\w{{0,20}}(?![\w-])", self.text[:40_000]
        ):
            if not self.doc.urls.touches(*m.span()):
                return "named in the text"
        return ""


def _is_half(piece: str) -> bool:
    """Tell whether a piece is the end or the sign of something else: a closer, a bracket."""
    bare = piece.strip("\\ ")
    return len(bare) < 3 or bare.startswith(("[/", "</", "{/", "/", "]]", "}}", "''"))
