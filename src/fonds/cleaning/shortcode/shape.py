"""Cut tags out of text by shape alone: brackets, a name, attributes in any quotes and script.

Linear on hostile input: brackets that never close are passed over, plain words in brackets are
told at a glance, and the parser's searches are shared and bounded.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.shortcode import known
from fonds.cleaning.shortcode.parser import LONGEST, MOST_ATTRIBUTES, Parser, plain
from fonds.cleaning.shortcode.pieces import Attribute, Closer, Opener, respaced
from fonds.cleaning.shortcode.quoted import AFTER_VALUE, GAP, LONGEST_CUT, MARKS, QUOTES, Next

_ENDS, _ONLY_END = re.compile(r"[\]］】〕]"), re.compile(r"\]")
_NEVER = r"\[\]()<>{}!^|*.,;?$%'\""  # as first characters of a tag
_NO_TAG = (
    r"\[\]［］【】〔〕=＝\"“”„‟«»「」『』＂'‘’‚‹›<>(){}|,;!?…\\/／&$%#@^~`*+。，、；！？：:.\n"
)
_PLAIN = rf"([^{_NO_TAG}]{{1,60}})\]"  # one to a few words and nothing else
_PROSE = r"[^\[\]［］【】〔〕=＝\"“”„«「'‘\\/／&:：]{1,300}[\[\]］】〕]"
_CLOSER = re.compile(
    rf"[ \t\u00a0{MARKS}]*+"
    r"\\?[/／]([^\[\]［］【】〔〕\n/／\"“”=<>{}]{1,60})[\]］】〕]"
)
_BEGINS = GAP + r"(?:\w|\\?[/／])"  # a name, or a closer
_NAME_ADDRESS = re.compile(
    r"(?!(?:https?|ftps?|mailto|file|irc|news|doi|urn|git|ssh|svn|gopher|data|javascript):)"
    r"([^\W\d_][\w-]{1,30})[ \u00a0]?[:：][ \u00a0]?"
    r"((?:https?:)?//[^\s\[\]［］【】\"<>|]{4,2000}"
    r"|[\w./~%-]{1,200}\.(?:mp3|mp4|m4a|m4v|ogg|ogv|wav|webm|flv)(?![\w.]))"
    r"((?:\|[\w-]{1,30}=[^|\[\]\n]{0,300}){0,20}|(?:[ ]\d{2,4}){1,2})[ ]?\\?[\]］】]"
)
# An address that a translation engine parted: ``https: // www. youtube. com / watch? v = x``.
_PARTED_ADDRESS = re.compile(
    r"([A-Za-z][\w-]{1,30}) ?[ =:：] ?"
    r"(https? ?: ?/ ?/ ?(?=[^\[\]\n&]{0,80} [^\[\]\n&]{0,40}[\w/])[\w.~%/?=&+ :#;-]{4,300})\]"
)
_NAME_ID = re.compile(r"([a-z][a-z0-9_-]{1,30}):([\w-]{5,64})\]")


# A player whose address was made a link of Markdown: the tag goes, the link stays.
_AROUND = r"[a-z][\w-]{1,30}[ =:] ?(?=\[(?:https?:|www\.)[^\[\]\s]{4,1000}\]\(http)"
_AROUND_LINK = re.compile(
    r"([a-z][\w-]{1,30})[ =:] ?"
    r"(?=\[(?:https?:|www\.)[^\[\]\s]{4,1000}\]\(https?://[^\s()]{4,1000}\)[ ]?(\]))"
)

# A bracket, with its words where they are all it holds; ``tag`` where it may hold more than words.
_GLANCE = (
    rf"(?![{_NEVER}])(?:{_PLAIN}|(?P<around>(?={_AROUND}))|(?={_PROSE})|(?!{_BEGINS})|(?P<tag>))"
)
_OPEN, _ONLY_OPEN = re.compile(r"[\[［【〔]" + _GLANCE), re.compile(r"\[" + _GLANCE)

# A tag of the commonest form, which reads in one way only: a name, keys with values in straight
# quotes that hold no other quote, no bracket, no sign of equality and nothing that is not seen.
_PAIR = r" {1,4}([^\W_][\w-]{0,39})( ?= ?)\"([\w !#$%()*+,./:;?@^`|~{}-]{1,400})\""
_EACH = re.compile(_PAIR)
_REGULAR = re.compile(
    rf"(?P<name>[^\W_][\w-]{{0,59}})(?P<pairs>(?:{_PAIR}){{1,{MOST_ATTRIBUTES - 1}}})"
    r" {0,4}(?P<closed>/?) {0,4}\]"
)


def bare_tags(text: str) -> list[Opener] | None:
    """Return what has the shape of a tag where all of it is words; None where some may not be.

    Each once, wherever it stands: so it is quickly told that no bracket of a text is a tag.
    """
    found = set()
    for m in _openers(text):
        if m.lastgroup:
            return None
        if m[1]:
            found.add(m[1])
    heads = (respaced(plain(words).split()) for words in found)
    return [Opener(0, 0, head, (), False, 0, False) for head in heads if head]


def tags(text: str) -> Iterator[Opener | Closer]:
    """Yield whatever has the shape of a tag, left to right, none inside another."""
    done = 0
    ends = Next(text, _ENDS if _has(text, "］】〕") else _ONLY_END)
    quotes = (Next(text, QUOTES[0], AFTER_VALUE), Next(text, QUOTES[1], AFTER_VALUE))
    for m in _openers(text):
        start, at = m.start(), m.start() + 1
        if start:
            start -= text.startswith("\\", start - 1)
        if start < done or not m.lastindex:
            continue
        if m[1]:
            done = m.end()
            if text.startswith("(", done):
                continue  # a link
            if words := respaced(plain(m[1]).split()):
                yield Opener(start, done, words, (), False, 0, False)
            continue
        if m["around"] is not None:
            linked = _AROUND_LINK.match(text, at)
            if linked:
                done = linked.end(2)
                yield Opener(start, linked.end(), (linked[1],), (), False, 0, False)
                yield Closer(linked.start(2), done, linked[1], half=True)
            continue
        if ends.after(at, min(len(text), at + LONGEST)) is None and len(text) - at > LONGEST_CUT:
            continue
        found = _closer(text, start, at) or _opener(text, start, at, quotes)
        if found is not None:
            done = found.end
            yield found


def _openers(text: str) -> Iterator[re.Match[str]]:
    """Yield the brackets that may open a tag; one certain character is found much faster."""
    return (_OPEN if _has(text, "［【〔") else _ONLY_OPEN).finditer(text)


def _has(text: str, wide: str) -> bool:
    return not text.isascii() and any(bracket in text for bracket in wide)


def _closer(text: str, start: int, at: int) -> Closer | None:
    """Return the closing tag whose bracket ends at ``at``, if there is one."""
    m = _CLOSER.match(text, at)
    if m is None:
        return None
    name = plain(m[1]).strip(" \t\u00a0")
    if not name or not any(c.isalnum() for c in name):
        return None
    return Closer(start, m.end(), " ".join(respaced(name.split())), half=False)


def _opener(text: str, start: int, at: int, quotes: tuple[Next, Next]) -> Opener | None:
    """Return the opening tag whose bracket ends at ``at``, if there is one."""
    address = _NAME_ADDRESS.match(text, at) or _NAME_ID.match(text, at)
    if address:
        value = Attribute(address[1], address[2], False, ":", True, False)
        more = _more(address[3]) if address.re is _NAME_ADDRESS else ()
        return Opener(start, address.end(), (address[1],), (value, *more), False, 0, False)
    parted = _PARTED_ADDRESS.match(text, at)
    if parted and known.level(parted[1]) >= 2:
        value = Attribute("", parted[2].replace(" ", ""), False, "=", False, False)
        return Opener(start, parted.end(), (parted[1],), (value,), False, 0, False)
    return _regular(text, start, at) or Parser(text, start, at, quotes).parse()


def _more(tail: str) -> Iterator[Attribute]:
    """Yield what follows the address of a player: ``|titles=A|loop=yes``, or width and height."""
    for part in tail.split("|")[1:]:
        key, _, value = part.partition("=")
        yield Attribute(key, value.strip(), False, "=", True, False)
    if tail and "|" not in tail:
        for key, value in zip(("width", "height"), tail.split(), strict=False):
            yield Attribute(key, value, False, "=", True, False)


def _regular(text: str, start: int, at: int) -> Opener | None:
    """Return what the parser would, of a tag in the commonest form, at a tenth of its cost."""
    m = _REGULAR.match(text, at)
    if m is None or m.end() - start >= LONGEST:
        return None
    found = tuple(
        Attribute(pair[1], pair[3].strip(), True, "=", len(pair[2]) == 1, True)
        for pair in _EACH.finditer(text, *m.span("pairs"))
    )
    return Opener(start, m.end(), (m["name"], found[0].key), found, bool(m["closed"]), 0, False)
