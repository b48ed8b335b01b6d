"""Find code of a page that was left in prose: scripts, style sheets, frames, counting pixels.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator

from fonds.cleaning import protect
from fonds.cleaning.doc import Doc, Proposal, Rule, Spans
from fonds.cleaning.rules.nature import lines, words

NAME = "scraps/1"
LONGEST = 60_000  # characters of one element
MOST = 60  # elements of one text; what has more is a page
PROSE = 8  # words of a line of prose that must be left
SHARE = 0.2  # of the text that must be prose, without the scraps

_OPENER = re.compile(
    r"<(script|style|noscript|iframe|object|embed|ins|link|meta|base|img)((?:\s[^<>]{0,3000})?)>",
    re.I,
)
_EMPTY = frozenset(("link", "meta", "base", "img", "embed"))  # have no closer
_NO_SIZE = frozenset(("0", "1", "0px", "1px"))
_COUNTER = re.compile(
    r"/open\.gif|/pixel\.(?:gif|png|php)|/beacon\b|/wf/open\b|facebook\.com/tr\?"
    r"|google-analytics\.com|doubleclick\.net|scorecardresearch\.com|(?:piwik|matomo)\.php"
    r"|feeds\.feedburner\.com/~|stats\.wordpress\.com|pixel\.wp\.com|counter\.yadro\.ru"
    r"|mc\.yandex\.ru/watch|vg\d{2}\.met\.vgwort\.de",
    re.I,
)
_KEY = re.compile(
    r"\b(src|data-src|width|height|title)\s{0,3}=\s{0,3}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})'"
    r"|([^\s\"'>]{1,2000}))",
    re.I,
)
_ABOUT = re.compile(  # the text is about such code, or shows it to who reads
    r"\bX?HTML|\bCSS|JavaScript|Javascript|\bXSS\b|\bDOM\b|\bPHP\b|\bAJAX\b|\biframe"
    r"|\bmarkup\b|style ?sheets?|snippets?\b|\bembed(?:ding|ded)? code|source code|web ?pages? code"
    r"|\b(?:script|style|link|meta|img|object|noscript) ?(?:tags?|elements?|blocks?)\b"
    r"|\btags?\b.{0,20}<|balise|Stylesheet|Quelltext|Quellcode|feuille de style|hoja de estilo"
    r"|código fuente|código-fonte|folha de estilo|foglio di stile|codice sorgente|исходный код"
    r"|вёрстк|верстк|таблиц[аы] стилей|源代码|源代碼|样式表|標籤|标签|代码|スタイルシート"
    r"|ソースコード|タグ"
    r"|소스 코드|스타일시트|태그|&lt;script|`<",
    re.I,
)
_WHOLE = re.compile(r"\s{0,80}<(?:!DOCTYPE|html[\s>]|\?xml|head>|body[\s>])", re.I)  # a page itself
_INTRODUCED = re.compile(r"[:：]\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…>。！？।۔؟][\"'”’»)\]]?\Z")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,400}>")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove a page's code with all it holds; addresses of frames are lifted.

    Scripts, style sheets and ``noscript`` with their bodies, frames, advertisement slots, links to
    style sheets, pictures of one point that count readers: each on lines of its own, or after a
    sentence's end, in a text that is prose without them. Left alone: what a colon introduces,
    listings, pages of HTML, and any text that speaks of HTML, styles, scripts or tags.
    """
    text = doc.text
    if _WHOLE.match(text):
        return
    found = list(_elements(text))
    if not found or len(found) > MOST:
        return
    rest = _without(text, found)
    if _ABOUT.search(rest) or not _is_prose(rest):
        return
    listings = Spans(protect.listings(text))
    for start, end, lifted in found:
        if start in listings or not _stands_apart(text, start, end):
            continue
        yield Proposal(start, end, "", NAME, "code of a page left in prose", 0.85, lifted)


def _elements(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    """Yield start, end and what is to lift of each element with its body, left to right."""
    done = 0
    folded = ""
    closers: dict[str, int] = {}  # where the next closer of each name is: one pass for each
    for opener in _OPENER.finditer(text):
        name, attributes = opener[1].lower(), opener[2]
        if opener.start() < done or not _is_wanted(name, attributes):
            continue
        end = opener.end()
        if name not in _EMPTY and not attributes.endswith("/"):
            folded = folded or text.lower()
            if closers.get(name, 0) < end:
                at = folded.find(f"</{name}", end)
                closers[name] = at if at >= 0 else len(text)
            stop = text.find(">", closers[name], closers[name] + 40)
            if stop < 0 or stop - end > LONGEST or len(folded) != len(text):
                continue
            end = stop + 1
        done = end
        yield opener.start(), end, _lifted(name, attributes)


def _values(attributes: str) -> dict[str, str]:
    found = {}
    for key, *values in _KEY.findall(attributes):
        found[key.lower()] = next((v for v in values if v), "")
    return found


def _is_wanted(name: str, attributes: str) -> bool:
    if name == "img":
        sizes = [v for k, v in _values(attributes).items() if k in ("width", "height")]
        small = len(sizes) == 2 and _NO_SIZE.issuperset(v.strip() for v in sizes)
        return small or _COUNTER.search(attributes) is not None
    if name == "iframe":
        return "src" in attributes.lower()
    if name == "ins":
        return "adsbygoogle" in attributes
    if name in ("link", "meta", "base"):
        return re.search(r"\b(?:rel|href|content|charset)\s?=", attributes, re.I) is not None
    return True


def _lifted(name: str, attributes: str) -> dict[str, str]:
    """Return a frame's address and size; of a script or a style sheet nothing is to keep."""
    if name not in ("iframe", "embed", "object"):
        return {}
    values = _values(attributes)
    url = values.pop("src", "") or values.pop("data-src", "")
    return {"tag": name} | ({"url": url} if url else {}) | values


def _without(text: str, found: list[tuple[int, int, dict[str, str]]]) -> str:
    parts, at = [], 0
    for start, end, _ in found:
        parts.append(text[at:start])
        at = end
    parts.append(text[at:])
    return re.sub(r"<!--[\s\S]{0,20000}?-->", "", "".join(parts))


def _is_prose(rest: str) -> bool:
    """Tell whether what is left is prose and neither a page nor a program."""
    bare = Doc(rest)
    if len(_TAG.findall(rest)) > 12:
        return False
    prose = sum(len(line) for _, line in lines(bare) if words(line, PROSE) >= PROSE)
    prose += sum(len(part) for part in rest.split("\n") if len(part) > 700)
    return prose > SHARE * len(rest.strip()) > 0


def _stands_apart(text: str, start: int, end: int) -> bool:
    """Tell whether no sentence goes on through the place, and none introduces what stands there."""
    window = text[max(0, start - 200) : start]
    before = window.rstrip()
    if _INTRODUCED.search(before):
        return False
    if not before or _SENTENCE_END.search(before):
        return True
    opens = "\n" in window[len(before) :]
    after = text[end : end + 80].partition("\n")[0]
    return opens and (not after.strip() or after.lstrip().startswith("<"))


def _gate(text: str) -> bool:
    return "<" in text and _OPENER.search(text) is not None


RULE = Rule(find, _gate, respects=frozenset(), mends=True)
