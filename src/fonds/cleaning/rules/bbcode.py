"""Find the tags of forum markup (BBCode) that were left in a text.

Floor 3, a rule of the cleaner.
"""

import re
from collections.abc import Iterator
from itertools import islice

from fonds.cleaning.doc import CODE, ESCAPE, LINK, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.forumwords import MEANING, SEVERAL
from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.nature import is_wrapped

NAME = "bbcode/1"
FARTHEST = 200_000  # characters between an opener and its closer
MOST = 40_000  # tags of one text; what has more is left as it is

NAMES = frozenset(
    listed(
        "b i u s strike del ins em strong h h1 h2 h3 h4 h5 h6 url link email mail img image"
        " quote size color colour font family align center centre left right justify indent list"
        " ul ol li olist table tr td th row cell youtube video vimeo media flash spoiler hide"
        " hidden offtopic attachment attach acronym abbr topic post user mention tt mono sub sup"
        " highlight mark glow shadow marquee anchor backcolor bgcolor background note warning"
        " info tip title heading subtitle noparse código codigo cita citar imagen color tamaño"
        " lista enlace citation liste couleur taille lien zitat farbe größe bild liste цитата"
        " список цвет размер картинка спойлер 引用 图片 颜色 列表 اقتباس صورة لون 画像 色 인용"
        " 그림",
        None,
    )
)
"""Names acted on, closed by a closer of the same name. Code is not among them: it is code."""
_TAG = re.compile(
    rf"\[(/?)[ \t]?({'|'.join(map(re.escape, SEVERAL))}"
    r"|[^\W_](?:[\w-]|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e\u17b4-\u17d3\u200c]){0,19}"
    r"|\*)(?::[0-9a-z]{4,12})?"
    r"(?:(?:\s{0,2}=\s{0,2}|\s)(?:\"([^\"\n\]]{0,400})\"|“([^”\n]{0,400})”"
    r"|([^\]\n\[]{0,400})))?\s{0,2}\]"
)
_REVISIONS = frozenset({"del", "ins"})
"""Names by which an edition marks what was struck out and written in: alone they are its own."""
_UNPAIRED = frozenset({"attachment", "attach", "hr", "br", "smiley", "youtube", "video", "media"})
"""Names that stand alone with a value, beside pairs; of players the shortcode rule knows more."""
_NAMED = re.compile(
    r"\s([^\W\d][\w-]{0,30})\s{0,2}=\s{0,2}(?:\"([^\"\n]{0,400})\"|'([^'\n]{0,400})'"
    r"|([^\s\]]{1,400}))"
)
_QUOTES = "\"'`“”‘’«»„"
_ABOUT = re.compile(
    r"bb-?code|mycode|\b(?:opening|closing|bold|italic|forum|formatting) tags?\b|\[(b|i|u|s|url"
    r"|img|quote)\]\[/\1\]"
    r"|balises? (?:ouvrante|fermante)|(?:öffnend|schließend)es Tag|etiquetas? de (?:apertura"
    r"|cierre)",
    re.I,
)


def find(doc: Doc) -> Iterator[Proposal]:  # noqa: C901 - to be taken apart with the cleaner
    """Propose to remove forum tags in pairs; what they enclose stays, their values are lifted.

    Left alone: a tag without its partner, a name not known, a tag quoted by itself, code, source
    files, documents that speak of BBCode, and names translated into another language where
    there is one kind only, without a value: an edition may mark its original so.
    """
    text = doc.text
    open_at: dict[str, list[re.Match[str]]] = {}
    lists: list[tuple[int, int]] = []
    items: list[re.Match[str]] = []
    pairs: list[tuple[re.Match[str], re.Match[str], str]] = []
    translated: list[tuple[re.Match[str], re.Match[str], str]] = []
    found = list(islice(_TAG.finditer(text), MOST + 1))
    for match in found if len(found) <= MOST else ():
        name = match[2].lower()
        if name == "*":
            items.append(match)
            continue
        known = name in NAMES
        name = MEANING.get(name, name)
        if not (known or name in NAMES) or _quoted(text, match):
            continue
        if not match[1]:
            open_at.setdefault(name, []).append(match)
            continue
        if any(match.groups()[2:]):
            continue  # a closer has no value: [/title page] is a transcriber's
        openers = open_at.get(name)  # the nearest one; pairs of one name nest
        if not openers or match.start() - openers[-1].end() > FARTHEST:
            continue
        opener = openers.pop()
        if _literal(text, opener, match):
            continue
        plain = opener[2].lower() in NAMES and known
        (pairs if plain else translated).append((opener, match, name))
        if name in ("list", "ul", "ol", "olist"):
            lists.append((opener.end(), match.start()))
    if {name for _, _, name in pairs} <= _REVISIONS and not translated:
        return
    if not (pairs or translated) or _ABOUT.search(text) is not None:
        return  # nothing to do, or a text about forum markup
    if pairs or _are_forum_tags(translated):
        pairs += translated
    else:
        for opener, closer, _ in translated:
            yield Proposal(*opener.span(), "", NAME, "forum tag, perhaps", 0.5, {}, opener.start())
            yield Proposal(*closer.span(), "", NAME, "forum tag, perhaps", 0.5, {}, opener.start())
    # One bare pair in a plain-text file is how such files write emphasis.
    if any(_shown_in(text, opener, closer) for opener, closer, _ in pairs):
        return
    sure = len(pairs) > 2 or any("=" in opener.group() for opener, _, _ in pairs)
    score = 0.85 if sure or not is_wrapped(doc) else 0.5
    for opener, closer, name in pairs:
        lifted, group = _lifted(opener, name), opener.start()
        yield Proposal(*opener.span(), "", NAME, "forum tag", score, lifted, group)
        yield Proposal(*closer.span(), "", NAME, "forum tag, closer", score, {}, opener.start())
    paired = {opener.start() for opener, _, _ in pairs}
    for name in _UNPAIRED & set(open_at) if sure else ():
        for opener in open_at[name]:
            if opener.start() not in paired and ("=" in opener.group() or name in ("hr", "br")):
                yield Proposal(*opener.span(), "", NAME, "forum tag", 0.8, _lifted(opener, name))
    for item in items:
        if any(a <= item.start() < b for a, b in lists[:50]):
            yield Proposal(*item.span(), "", NAME, "forum tag, list item", 0.8, {})


def _are_forum_tags(found: list[tuple[re.Match[str], re.Match[str], str]]) -> bool:
    """Tell whether translated names are a forum's: of two kinds, or one with a value.

    An edition may write ``[tachado]palabra[/tachado]`` for what is struck out in its original.
    """
    return len({name for _, _, name in found}) > 1 or any("=" in o.group() for o, _, _ in found)


_SAMPLE = re.compile(
    r"\s{0,2}(?:(?:your|my|some|sample|example|bold|italic|underlined|the)? ?(?:text|texts|here"
    r"|example|words?)"
    r"|texte|texto|testo|tekst|text|tekstas|szöveg|metin|teks|текст|пример|κείμενο|نص|متن|טקסט"
    r"|文字|文本|内容|テキスト|文字列|텍스트"
    r"|\.{3}|…|and|or|und|oder|et|ou|y|e|и|или|和|と|و)\s{0,2}",
    re.I,
)
_LEADS = frozenset(":“\"'«(")
_NEAR = 48  # characters before a pair in which words can show it; they stand right before it
_SHOWS = re.compile(
    r"(?:\btags?|\bcodes?|\bmarkup|\bsyntax|\bformat|\bwrite|\btype|\buse|\busing|\bwrap\w*"
    r"|\be\.g|\blike|\binsert|balise|écri\w+|utilis\w+"
    r"|schreib\w+|tippe\w*|verwende\w*|escrib\w+|etiqueta|usa\w*|тег\w*|код\w*|пиш\w+|标签|代码"
    r"|使用|タグ|태그|كود|وسم|znacznik\w*)"
    r"[\s:“\"'«(]{1,4}(?:an? |the |de |la |le |das |die |den |un |una |el )?\Z",
    re.I,
)


def _shown_in(text: str, opener: re.Match[str], closer: re.Match[str]) -> bool:
    """Tell whether the pair is shown to readers: sample words in it, a word for it, a table."""
    if closer.start() - opener.end() < 40 and _SAMPLE.fullmatch(text, opener.end(), closer.start()):
        return True
    at = opener.start()
    line = text[max(text.rfind("\n", max(0, at - 200), at) + 1, at - 200) : at]
    if line.lstrip().startswith("|"):
        return True
    leads = line[-1:].isspace() or line[-1:] in _LEADS
    return leads and _SHOWS.search(line[-_NEAR:]) is not None


def _literal(text: str, opener: re.Match[str], closer: re.Match[str]) -> bool:
    """Tell whether the pair is all of a quoted value, as in a program or an attribute."""
    before, after = text[opener.start() - 1 : opener.start()], text[closer.end() : closer.end() + 1]
    return bool(before) and before in "\"'`" and before == after


def _quoted(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return bool(before and after and before in _QUOTES and after in _QUOTES)


def _lifted(opener: re.Match[str], name: str) -> dict[str, str]:
    """Return the tag's value, or its named values, under their names."""
    value = next((v for v in opener.groups()[2:] if v), "").strip()
    if not value:
        return {}
    named = _NAMED.findall(opener.group()[1 + len(opener[2]) :])
    if named:
        return {"tag": name} | {key.lower(): a or b or c for key, a, b, c in named}
    key = "url" if name in ("url", "link", "img", "image", "lien", "enlace") else "value"
    return {"tag": name, key: value}


def _gate(text: str) -> bool:
    return "[/" in text


RULE = Rule(find, _gate, respects=frozenset({CODE, ESCAPE, LINK, MATH}))
