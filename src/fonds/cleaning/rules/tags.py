"""Find HTML tags, plain or escaped, that were left in a text whose markup is gone.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator
from itertools import islice

from fonds.cleaning.doc import CODE, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.nature import in_comment, words
from fonds.cleaning.rules.strays import EMPHASIS, ENDS, Tag, dangling, listed_items

NAME = "tags/2"
LONGEST = 1000  # characters of one tag with its attributes
RARE = 20  # tags for one sign of Markdown, above which the text is HTML and not Markdown
MANY, KINDS = 40, 6  # tags, and names of tags, from which a text is a page's body in HTML
PROSE = 5  # words between two tags from which they enclose prose, not a badge or a picture
SENTENCE = 2  # the same where a sentence ends there

TABLE = frozenset(listed("table thead tbody tfoot tr td th colgroup col", None))
BLOCK = frozenset(listed("p div span font center section article blockquote", None))
INLINE = frozenset(
    listed(
        "b i em strong u s strike small big ins del a br hr wbr ul ol li dl dt dd noindex nobr"
        " marquee blink",
        None,
    )
)
HEADING = frozenset(listed("h1 h2 h3 h4 h5 h6 figure figcaption caption img iframe o:p", None))
VOID = frozenset(listed("br hr wbr img col o:p", None))
KNOWN = TABLE | BLOCK | INLINE | HEADING
"""Names acted on. sup, sub, code, kbd and pre are not among them: they mean something."""

_DELIMITER = re.compile(r"<|>|&(?:amp;){0,4}[lg]t;")
_INNER = re.compile(
    r"(/?)([A-Za-z][A-Za-z0-9:]{0,14})(?=[\s/]|\Z|[^\x00-\x7f])([^\n]{0,1000}?)\s{0,8}(/?)\Z", re.S
)
_OWN = r"(?:o|w|v|m|st\d):[a-z]{1,12}"  # namespaces of a word processor
_NAMED = rf"/?(?:{'|'.join(sorted(KNOWN))}|{_OWN})(?=[\s/<>&]|[^\x00-\x7f]|\Z)"
_PLAIN, _ESCAPED = (re.compile(f"{sign}{_NAMED}", re.I) for sign in ("<", "lt;"))
_LOOK = re.compile(  # attributes that only a converter leaves; align and width are Markdown's too
    r"\b(?:style|bgcolor|height|border|face|cellpadding|cellspacing|class)\s{0,4}=", re.I
)
_TARGET = re.compile(r"\b(?:target|rel)\s{0,4}=", re.I)
_MARKDOWN = re.compile(r"^#{1,6} |\]\(|^```|^[*+-] |\*\*|__", re.M)
_ADDRESS = re.compile(
    r"\b(href|src|alt|title)\s{0,4}=\s{0,4}(?:\"([^\"]{0,900})\"|'([^']{0,900})'"
    r"|([^\s\"'>]{1,900}))",
    re.I,
)
_SPOKEN_OF = re.compile(  # what follows a tag that a text speaks about
    r"[\"'`”’»)\],]{0,2}\s{0,2}(?:tags?|elements?|balises?|étiquettes?|etiquetas?|elementos?"
    r"|elemento|elementi|тег|элемент|标签|標籤|元素|タグ|要素|태그|요소|وسم|عنصر|Tags?|Elemente?"
    r"|znacznik|öğesi|etiketi)\b",
    re.I,
)
_NAMED_BEFORE = re.compile(
    r"(?:\btags?|elements?|balises?|étiquettes?|etiquetas?|elementos?|elemento|тег\w?|элемент\w?"
    r"|标签|標籤|元素|タグ"
    r"|要素|태그|요소|وسم|عنصر|\bTags?|Elemente?|znacznik\w?|etiketi|<[a-z]{1,10}> (?:and|et|und"
    r"|y|e|и|와|と|和|or|ou|oder|o))"
    r"[ \xa0]?[\"'«“„(]?\Z",
    re.I,
)
_QUOTES = "\"'`“”‘’«»„"


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove tags of layout; what they enclose stays, addresses are lifted.

    One sure sign is needed for the document: table cells with attributes of looks, a paragraph or
    span around prose, or escaped tags in pairs around prose. Left alone: code; whole pages of
    HTML and source files; tags that a text speaks about; sub- and superscripts, key caps and
    inline code; comments of a listing; texts with tags of a template language; tags around
    pictures and badges only.
    """
    text = doc.text
    if not (_PLAIN.search(text) or _may_be_escaped(text)):
        return
    tags = [
        tag
        for tag in _tags(text)
        if not doc.code.touches(tag.start, tag.end) and not in_comment(doc, tag.start)
    ]
    yield from _pictures(text, tags)
    for escaped in (False, True):
        some = [tag for tag in tags if tag.escaped is escaped]
        if not some or any(_spoken_of(text, tag) for tag in some):
            continue
        yield from _leftovers(text, some)


def _may_be_escaped(text: str) -> bool:
    return "&" in text and "lt;" in text and _ESCAPED.search(text) is not None


def _tags(text: str) -> Iterator[Tag]:
    """Yield what has the shape of a tag of a known name; one pass over the delimiters."""
    opener: re.Match[str] | None = None
    for match in _DELIMITER.finditer(text):
        sign = match.group()
        if sign == "<" or sign.endswith("lt;"):
            opener = match
            continue
        if opener is None or (opener.group() == "<") != (sign == ">"):
            continue
        inner = text[opener.end() : match.start()] if match.start() - opener.end() < LONGEST else ""
        parsed = _INNER.match(inner)
        name = parsed[2].lower() if parsed else ""
        if (
            parsed
            and (name in KNOWN or _WORDS_OWN.match(name))
            and ("=" in parsed[3] or not parsed[3].strip())
        ):
            yield Tag(opener.start(), match.end(), name, bool(parsed[1]), parsed[3], sign != ">")
        opener = None


_WORDS_OWN = re.compile(rf"{_OWN}\Z")
_FOREIGN_KEY = re.compile(r"(?:^|\s|[\"“”'’»])[^\W\d_\x00-\x7f][^\s=\"“”<>]{0,20}\s{0,2}[=＝]")


def _spoken_of(text: str, tag: Tag) -> bool:
    before, after = text[tag.start - 1 : tag.start], text[tag.end : tag.end + 1]
    if before and after and before in _QUOTES and after in _QUOTES:
        return True
    if _NAMED_BEFORE.search(text, max(0, tag.start - 24), tag.start):
        return True
    return _SPOKEN_OF.match(text, tag.end, tag.end + 30) is not None


def _leftovers(text: str, tags: list[Tag]) -> Iterator[Proposal]:
    pairs = _pairs(tags)
    partner = dict(pairs) | {b: a for a, b in pairs}
    pictures = any(tag.name in ("img", "iframe") for tag in tags)
    signs = sum(1 for _ in islice(_MARKDOWN.finditer(text), len(tags)))
    markdown = signs > len(tags) // RARE
    if _is_source(text, tags, markdown):
        return
    sure = any(_sure(text, tags[a], tags[b]) for a, b in pairs) or (
        not markdown
        and (
            _breaks(text, tags)
            or _rendered(tags)
            or _laid_out(text, tags)
            or listed_items(text, tags)
            or dangling(text, tags)
        )
    )
    sure = sure or any(
        _WORDS_OWN.match(tag.name) or _FOREIGN_KEY.search(tag.attributes) for tag in tags[:400]
    )
    if not sure and (pictures or not _styled_cells(tags)):
        return
    for n, tag in enumerate(tags):
        alone = n not in partner and tag.name not in VOID | TABLE | {"p", "li", "div"}
        alone = alone and not (tag.closes and tag.name in EMPHASIS)
        alone = alone and not _WORDS_OWN.match(tag.name) and not _FOREIGN_KEY.search(tag.attributes)
        if (alone and not tag.escaped) or (tag.name in ("img", "iframe") and not tag.escaped):
            continue
        if tag.name == "a" and not tag.escaped and markdown:
            continue  # Markdown's own way to write a link with attributes
        if markdown and n in partner and not _holds_text(text, tags, n, partner[n]):
            continue
        reason = "escaped HTML tag" if tag.escaped else "HTML tag"
        group = tags[min(n, partner[n])].start if n in partner else None
        yield Proposal(tag.start, tag.end, "", NAME, reason, 0.85, _lifted(tag), group)


def _pictures(text: str, tags: list[Tag]) -> Iterator[Proposal]:
    """Take pictures' tags that stand between sentences of a text without other markup."""
    pictures = [tag for tag in tags if tag.name == "img" and not tag.escaped]
    if not pictures or len(pictures) > 5 or len(pictures) < len(tags) or _MARKDOWN.search(text):
        return
    for tag in pictures:
        before, after = (
            text[max(0, tag.start - 4) : tag.start].rstrip(),
            text[tag.end : tag.end + 3],
        )
        follows = after.lstrip()[:1]
        if (
            ENDS.search(before)
            and "\n" not in text[tag.end - 1 : tag.end + 1]
            and (follows.isupper() or ord(follows or " ") > 0x590)
        ) and not _spoken_of(text, tag):
            yield Proposal(tag.start, tag.end, "", NAME, "picture's tag", 0.8, _lifted(tag))


def _is_source(text: str, tags: list[Tag], markdown: bool) -> bool:
    """Tell whether the HTML is meant: a page's body as a whole, or Markdown that mixes it in."""
    if tags[0].escaped:
        return False
    if _TEMPLATE.search(text):
        return True
    if not markdown:
        held = sum(tag.end - tag.start for tag in tags)
        word = "Mso" in text or any(_WORDS_OWN.match(tag.name) for tag in tags[:200])
        if (
            not word
            and held > 0.3 * len(text)
            and sum(1 for _ in islice(_COMPONENT.finditer(text), 2)) == 2
        ):
            return True
        return len(tags) > MANY and len({tag.name for tag in tags}) >= KINDS
    if any("style" in tag.attributes for tag in tags if tag.name in TABLE):
        return False  # no author writes that; a converter left it
    return _COMPONENT.search(text) is not None


_TEMPLATE = re.compile(  # fields, statements and tags of a template language, whose text shows HTML and what fills it  # noqa: E501
    r"<(?:[A-Za-z]{2,20}_[A-Za-z_]{1,20}(?:\s[^<>\n]{0,200})?|%[^<>\n]{1,200}%)>"
    r"|\$\{[\w.(]|\{\{[^{}\n]{1,80}\}\}|\{%|\n[ \t]{0,40}[#%] {0,8}(?:for|if|end|elif|else|block|macro)\w*\b"  # noqa: E501
)
_COMPONENT = re.compile(
    r"<(?:div|section|aside|details|figure|nav|header|footer|main|article|h[1-6]|ul|ol|dl|a|p)\b"
    r"[^<>\n]{0,300}\b(?:class|id|align)\s{0,2}=",
    re.I,
)


def _pairs(tags: list[Tag]) -> list[tuple[int, int]]:
    """Match closers with the nearest open tag of their name; each is looked at once."""
    open_at: dict[str, list[int]] = {}
    pairs = []
    for n, tag in enumerate(tags):
        if not tag.closes:
            open_at.setdefault(tag.name, []).append(n)
        elif open_at.get(tag.name):
            pairs.append((open_at[tag.name].pop(), n))
    return pairs


def _sure(text: str, opener: Tag, closer: Tag) -> bool:
    """Tell whether this pair alone shows that the document holds leftovers."""
    content = text[opener.end : closer.start][:600]
    if opener.escaped and opener.name not in BLOCK | TABLE | HEADING | {
        "li",
        "em",
        "strong",
        "b",
        "i",
        "a",
    }:
        return False
    if not opener.escaped and (
        opener.name not in ("p", "span", "font", "div", "center")
        or "<img" in content
        or "](" in content
    ):
        return False
    if opener.name == "center" and _FOREIGN_TAG.search(content):
        return False  # text/enriched has a tag of this name
    content = _ANY_TAG.sub("", content).strip()
    return words(content) >= (SENTENCE if ENDS.search(content) else PROSE)


_FOREIGN_TAG = re.compile(rf"</?(?!(?:{'|'.join(sorted(KNOWN))})\b)[a-z]", re.I)
_ANY_TAG = re.compile(r"<[^<>]{0,400}>|&(?:amp;){0,4}lt;[^<>&]{0,400}&(?:amp;){0,4}gt;")


def _breaks(text: str, tags: list[Tag]) -> bool:
    """Tell whether a line break in HTML stands after a sentence, where the text has one or none."""
    return any(
        tag.name == "br"
        and (
            text[tag.end : tag.end + 1] in ("\n", "\r", "", "<", "&")
            or text[tag.end : tag.end + 1].isalpha()
        )
        and ENDS.search(text[max(0, tag.start - 3) : tag.start])
        for tag in tags[:200]
    )


def _rendered(tags: list[Tag]) -> bool:
    """Tell whether a link has the attributes that only an editor's output has."""
    return any(tag.name == "a" and _TARGET.search(tag.attributes) for tag in tags[:200])


_MORE = re.compile(r"\bid\s{0,4}=\s{0,4}[\"']?more-\d+|\bclear\s{0,4}=", re.I)


def _laid_out(text: str, tags: list[Tag]) -> bool:
    """Tell whether a tag says so: a break that clears, a blog's own mark, a table of one cell."""
    if any(tag.name in ("br", "span") and _MORE.search(tag.attributes) for tag in tags[:200]):
        return True
    cells = [tag for tag in tags if tag.name in ("td", "th")]
    opener = next((tag for tag in tags if tag.name == "table" and not tag.closes), None)
    if len(cells) != 2 or opener is None or not _LOOK.search(opener.attributes):
        return False
    return cells[1].closes and words(text[cells[0].end : cells[1].start]) >= PROSE


def _styled_cells(tags: list[Tag]) -> bool:
    """Tell whether cells have the looks, or the stray blank, that only a converter leaves."""
    return any(
        (tag.name in ("td", "th", "tr") or (tag.name == "table" and "style" in tag.attributes))
        and (_LOOK.search(tag.attributes) or tag.attributes.isspace())
        and not tag.closes
        for tag in tags
    )


def _holds_text(text: str, tags: list[Tag], one: int, other: int) -> bool:
    first, last = tags[min(one, other)], tags[max(one, other)]
    if first.name not in ("p", "div", "center"):
        return True
    return any(
        char.isalnum()
        for char in re.sub(r"<[^<>]{0,1000}>", "", text[first.end : last.start][:2000])
    )


def _lifted(tag: Tag) -> dict[str, str]:
    lifted = {}
    if tag.name in ("a", "img", "iframe") and not tag.closes:
        attributes = tag.attributes.replace("&quot;", '"').replace("&amp;", "&")
        for match in _ADDRESS.finditer(attributes):
            value = match[2] or match[3] or match[4] or ""
            lifted["url" if match[1].lower() in ("href", "src") else match[1].lower()] = value
        if lifted:
            lifted["tag"] = tag.name
    return lifted


def _gate(text: str) -> bool:
    return ("<" in text or "lt;" in text) and (">" in text or "gt;" in text)


RULE = Rule(find, _gate, respects=frozenset({CODE, MATH}), mends=False)
