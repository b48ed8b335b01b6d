"""Find credits without a label: an agency and a name, a copyright sign, a verb. Floor 3."""

import re
from collections.abc import Iterator
from itertools import islice

from fonds.clean.rules.agencies import AGENCY, WIRES

_NAME = r"[^\W\d_][\w.'’ -]{1,40}"
_WIRE = rf"(?:{WIRES})"
_SLASHED = (  # AP Photo/Jane Roe · Jane Roe/AFP · Jane Roe / AFP / Getty Images · REUTERS/Jane Roe
    rf"(?:{_WIRE}(?:[ -](?:[Pp]hotos?|PHOTO|Images?|IMAGES?"
    rf"|[Ff]oto))?\s?[/|]\s?{_NAME}(?:\s?/\s?{_NAME})?"
    rf"|{_NAME}(?:\s?/\s?{_NAME})?\s?[/|]\s?{_WIRE}(?:\s?/\s?{_NAME})?(?: via {_NAME})?"
    rf"|{_NAME},? (?:via|for|für|pour|para|per) {_WIRE}(?: {_NAME})?"
    rf"|{_WIRE}(?: via {_WIRE})?[ -](?:[Pp]hotos?|PHOTO|[Ff]oto))"
)
_BRACKETED = re.compile(rf"[(（\[](?P<name>{_SLASHED})[)）\]]")
_LINE = re.compile(rf"(?P<name>{_SLASHED})\.?")
_SIGNED = re.compile(
    rf"[(（\[]?(?:©|ⓒ|Ⓒ|\([cC]\))\s?(?:\d{{4}},?\s)?(?P<name>(?:{_NAME}\s?[/|]\s?)*{_NAME})[)）\]]?"
)
_RIGHTS = re.compile(
    r"rights|reserv|droits|rechte|derechos|direitos|diritti|права|haklar|zastrzeżone|rechten"
    r"|inc\b|ltd"
    r"|llc|gmbh|foundation|contributors|authors",
    re.I,
)
_TAKEN_BY = re.compile(  # （新华社记者 张三 摄） · 撮影・山田太郎 · 사진 is a label, 촬영 a verb
    r"[(（\[](?P<name>[^()（）\[\]\n，。、]{2,28}?)[ \u3000]?(?:摄|攝|撮影|촬영)[)）\]]"
    r"|(?:^|(?<=[。！？ \u3000]))(?P<name2>[\u4e00-\u9fff]{2,5}社?(?:发|發|记者|記者)?[ \u3000]?"
    r"[\u4e00-\u9fff]{2,4})[ \u3000](?:摄|攝)(?=\s|$)",
    re.M,
)
_STOP = re.compile(
    r"(?<=[^\W\d_]{4})[.!?] |\b[Ff]ot\. |\b[Ff]oto |\b[Pp]h\. "
)  # a sentence before it
_MOST = 2000  # brackets looked at


def unlabelled(text: str, rows: list[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of credits that an agency's name or a sign gives away.

    Left alone: notices of rights, which name companies; names with a slash but no agency.
    """
    brackets = re.finditer(r"[(（\[](?=[^\W\d_]|[©ⓒⒸ])", text)
    for bracket in islice(brackets, _MOST):
        found = _BRACKETED.match(text, bracket.start()) or _SIGNED.match(text, bracket.start())
        if found and _names_someone(found, text[found.end() - 1] in ")）]"):
            yield *found.span(), found["name"].strip()
    for start, line in rows:
        shown = line.strip()
        if not 4 <= len(shown) <= 90:
            continue
        found = None
        if shown[0] in "©ⓒⒸ":
            found = _SIGNED.fullmatch(shown)
        elif "/" in shown or "|" in shown or " via " in shown or shown.endswith(("oto", "OTO")):
            found = _LINE.fullmatch(shown)
        if found and _names_someone(found, True):
            at = start + line.index(shown[0])
            yield at, at + len(shown), found["name"].strip()
    if "摄" in text or "攝" in text or "撮影" in text or "촬영" in text:
        for taken in _TAKEN_BY.finditer(text):
            yield *taken.span(), (taken["name"] or taken["name2"]).strip()


def _names_someone(found: re.Match[str], whole: bool) -> bool:
    """Tell whether it is closed, names a person or an agency, and is no notice of rights."""
    name = found["name"]
    if not whole or _STOP.search(name) or _RIGHTS.search(found.group()) or len(name.split()) > 9:
        return False
    if found.re is _SIGNED and not (AGENCY.search(name) or "/" in name):
        return False
    return any(char.islower() for char in name) or not name.isascii() or "/" not in name
