"""Find credits without a label: an agency and a name, a copyright sign, a verb. Floor 3."""

import re
from collections.abc import Iterator, Set
from itertools import islice

from fonds.cleaning.doc import Doc
from fonds.cleaning.rules.agencies import AGENCY, WIRES
from fonds.cleaning.rules.lazily import Lazily
from fonds.cleaning.rules.nature import lines
from fonds.cleaning.rules.places import brackets, places, rows_of, slashed

_NAME = r"[^\W\d_][\w.'’ -]{1,40}"
_WIRE = rf"(?:{WIRES})"
_SLASHED = (  # AP Photo/Jane Roe · Jane Roe/AFP · Jane Roe / AFP / Getty Images · REUTERS/Jane Roe
    rf"(?:{_WIRE}(?:[ -](?:[Pp]hotos?|PHOTO|Images?|IMAGES?"
    rf"|[Ff]oto))?\s?[/|]\s?{_NAME}(?:\s?/\s?{_NAME})?"
    rf"|{_NAME}(?:\s?/\s?{_NAME})?\s?[/|]\s?{_WIRE}(?:\s?/\s?{_NAME})?(?: via {_NAME})?"
    rf"|{_NAME},? (?:via|for|für|pour|para|per) {_WIRE}(?: {_NAME})?"
    rf"|{_WIRE}(?: via {_WIRE})?[ -](?:[Pp]hotos?|PHOTO|[Ff]oto))"
)
_WIRE_FIRST = Lazily(_WIRE)
_WIRE_AFTER = Lazily(rf"[/|]\s?{_WIRE}")
_WIRE_BY = Lazily(rf" (?:via|for|für|pour|para|per) {_WIRE}")
_INNER = re.compile(r"[^()（）\[\]\n]{2,250}(?=[)）\]])")
_BRACKETED = Lazily(rf"[(（\[](?P<name>{_SLASHED})[)）\]]")
_LINE = Lazily(rf"(?P<name>{_SLASHED})\.?")
_SIGNED = Lazily(
    rf"[(（\[]?(?:©|ⓒ|Ⓒ|\([cC]\))\s?(?:\d{{4}},?\s)?(?P<name>(?:{_NAME}\s?[/|]\s?)*{_NAME})[)）\]]?"
)
_RIGHTS = Lazily(
    r"rights|reserv|droits|rechte|derechos|direitos|diritti|права|haklar|zastrzeżone|rechten"
    r"|inc\b|ltd"
    r"|llc|gmbh|foundation|contributors|authors",
    re.I,
)
_TAKEN_BY = Lazily(  # （新华社记者 张三 摄） · 撮影・山田太郎 · 사진 is a label, 촬영 a verb
    r"[(（\[](?P<name>[^()（）\[\]\n，。、]{2,28}?)[ \u3000]?(?:摄|攝|撮影|촬영)[)）\]]"
    r"|(?:^|(?<=[。！？ \u3000]))(?P<name2>[\u4e00-\u9fff]{2,5}社?(?:发|發|记者|記者)?[ \u3000]?"
    r"[\u4e00-\u9fff]{2,4})[ \u3000](?:摄|攝)(?=\s|$)",
    re.M,
)
_STOP = re.compile(
    r"(?<=[^\W\d_]{4})[.!?] |\b[Ff]ot\. |\b[Ff]oto |\b[Pp]h\. "
)  # a sentence before it
_MOST = 2000  # brackets looked at


def unlabelled(doc: Doc, seen: Set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of credits that an agency's name or a sign gives away.

    ``seen``: those of ``SIGNS`` that the text holds. Left alone: notices of rights, which name
    companies; names with a slash but no agency.
    """
    text = doc.text
    for bracket in islice(_brackets(doc), _MOST):
        found = _BRACKETED.match(text, bracket) if _has_wire(text, bracket) else None
        if not found and text[bracket + 1] in "©ⓒⒸcC":
            found = _SIGNED.match(text, bracket)
        if found and _names_someone(found, text[found.end() - 1] in ")）]"):
            yield *found.span(), found["name"].strip()
    rows = lines(doc)
    for n in _may_be_credits(doc, seen):
        start, line = rows[n]
        shown = line.strip()
        if not 4 <= len(shown) <= 90:
            continue
        found = None
        if shown[0] in "©ⓒⒸ":
            found = _SIGNED.fullmatch(shown)
        elif "/" in shown or "|" in shown or " via " in shown or shown.endswith(("oto", "OTO")):
            found = _LINE.fullmatch(shown) if _holds_wire(shown) else None
        if found and _names_someone(found, True):
            at = start + line.index(shown[0])
            yield at, at + len(shown), found["name"].strip()
    if "摄" in text or "攝" in text or "撮影" in text or "촬영" in text:
        for taken in _TAKEN_BY.finditer(text):
            yield *taken.span(), (taken["name"] or taken["name2"]).strip()


def _may_be_credits(doc: Doc, seen: Set[str]) -> list[int]:
    """Return the numbers of the lines that have a sign of a credit: a slash, a bar, a word."""
    text = doc.text
    found = [m.start() for word in seen & _LAST.keys() for m in _LAST[word].finditer(text)]
    if " via " in seen:
        found += [m.start() for m in re.finditer(" via ", text)]
    found += places(text, "©ⓒⒸ")
    return sorted({*slashed(doc), *rows_of(doc, found)}) if found else slashed(doc)


SIGNS = ("oto", "OTO", " via ")
"""What a line without a slash or a bar may be a credit by."""
_LAST = {word: re.compile(rf"{word}(?=[^\S\n]*$)", re.M) for word in ("oto", "OTO")}


def _brackets(doc: Doc) -> Iterator[int]:
    """Yield brackets with a letter or a sign of copyright behind them."""
    text = doc.text
    for bracket in brackets(doc):
        after = text[bracket + 1 : bracket + 2]
        if after.isalpha() or (after and after in "©ⓒⒸ"):
            yield bracket


def _has_wire(text: str, bracket: int) -> bool:
    """Tell whether an agency stands between the bracket and the next that closes."""
    inner = _INNER.match(text, bracket + 1)
    if inner is None:
        return False
    shown = inner.group()
    # An agency alone is no credit: a name beside it, or what it is of, has one of these.
    signed = "/" in shown or "|" in shown or "oto" in shown or "OTO" in shown
    return _holds_wire(shown) if signed else _WIRE_BY.search(shown) is not None


def _holds_wire(shown: str) -> bool:
    """Tell whether an agency stands where a credit may name one: first, after a slash, after by."""
    slashed = "/" in shown or "|" in shown
    return bool(
        _WIRE_FIRST.match(shown)
        or (slashed and _WIRE_AFTER.search(shown))
        or _WIRE_BY.search(shown)
    )


def _names_someone(found: re.Match[str], whole: bool) -> bool:
    """Tell whether it is closed, names a person or an agency, and is no notice of rights."""
    name = found["name"]
    if not whole or _STOP.search(name) or _RIGHTS.search(found.group()) or len(name.split()) > 9:
        return False
    if _SIGNED.made(found) and not (AGENCY.search(name) or "/" in name):
        return False
    return any(char.islower() for char in name) or not name.isascii() or "/" not in name
