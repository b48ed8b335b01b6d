"""Find the markup of wikis (MediaWiki) that was left in a text.

Floor 3, a rule of the cleaner. The shapes are the same in every language; names of namespaces are
needed only for categories, which have no other sign.
"""

import re
from collections.abc import Iterator

from fonds.cleaning.doc import CODE, MATH, Doc, Proposal, Rule
from fonds.cleaning.rules.editlinks import edit_links, may_hold
from fonds.cleaning.rules.lists import listed
from fonds.cleaning.rules.wikitemplates import (
    MEASURES,
    NAME,
    NAMES,
    SHOWN,
    TEMPLATE,
    Node,
    cut,
    pair,
    templates,
)

DEEPEST = 40  # links and templates open at once; more is no wiki text
LONGEST = 20_000  # characters of one template
ENOUGH = 2.0  # weight of signs from which a document holds wiki markup

_TOKEN = re.compile(r"\[\[|\]\]|\{\{|\}\}|\||\n\s{0,80}\n")
_REF = re.compile(r"<ref\b(?:\s[^<>\n]{0,300})?>|<ref\b[^<>\n]{0,300}/>|</ref>", re.I)
_BOLD = re.compile(r"(?<!')'{2,5}(?!')")
_MAGIC = re.compile(r"(?<![\w])__([^\W\d_]{2,30}(?:_[^\W\d_]{1,30}){0,4})__(?![\w])")
_ABOUT = re.compile(
    r"wiki-?text|wiki-?code|wiki ?markup|wiki syntax|викитекст|вики-разметк|维基语法|ウィキ文法",
    re.I,
)
# Outlines of Emacs' Org mode link in the same brackets; these signs no wiki has.
_ORG = re.compile(
    r"\[\[[^\[\]\n]{1,300}\]\[|^[ \t]{0,20}(?::PROPERTIES:|#\+[A-Za-z_]{2,30}:)", re.M
)
_KNOWN_MAGIC = frozenset(
    listed(
        "TOC NOTOC FORCETOC NOEDITSECTION NOINDEX INDEX NOGALLERY NEWSECTIONLINK HIDDENCAT"
        " NOTITLECONVERT NOCONTENTCONVERT STATICREDIRECT DISAMBIG KEIN_INHALTSVERZEICHNIS"
        " KEININHALTSVERZEICHNIS ABSCHNITTE_NICHT_BEARBEITEN INHALTSVERZEICHNIS AUCUNSOMMAIRE"
        " AUCUNTDM SOMMAIRE TDM NOTDC SIN_TDC TDC SEMTDC SEM_TDC BEZSPISU SPIS БЕЗ_ОГЛАВЛЕНИЯ"
        " БЕЗ_СОДЕРЖАНИЯ ОГЛАВЛЕНИЕ БЕЗ_ЗМІСТУ 目次非表示 無目次 无目录 無目錄 목차숨김"
        " بدون_فهرست بيان_محتويات ללא_תוכן_עניינים ללא_תוכן",
        None,
    )
)
_MAY_BE_MAGIC = re.compile(rf"__(?:{'|'.join(sorted(_KNOWN_MAGIC))})__")
_FILE = re.compile(
    r"[^\W\d_][\w .-]{0,30}:([^|\[\]{}\n]{1,240}\.(?:jpe?g|png|gif|svg|tiff?|webp|ogg|ogv|oga|webm"
    r"|mp[34]|wav|flac|pdf|djvu|xcf|stl|mid))\s{0,4}\Z",
    re.I,
)
_CATEGORIES = frozenset(
    listed(
        "category kategorie catégorie categoría categoria категория категорія kategoria"
        " kategorija категорија 分类 分類 カテゴリ 분류 تصنيف رده زمرہ קטגוריה श्रेणी वर्ग"
        " বিষয়শ্রেণী หมวดหมู่ thể_loại kategori luokka kategória categorie κατηγορία կատեգորիա"
        " კატეგორია jamii መደብ பகுப்பு వర్గం ವರ್ಗ വർഗ്ഗം શ્રેણી ਸ਼੍ਰੇਣੀ ප්‍රවර්ගය kategorî categori catagóir"
        " kategooria kategorio kateqoriya санат turkum ангилал катэгорыя flokkur bólkur"
        " kategorya ကဏ္ဍ ໝວດ ẹ̀ka òtù rukuni",
        None,
    )
)
_INTERLANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,8})?:[^|\[\]]{1,200}\Z")
_TARGET = re.compile(r"[^\s\[\]{}|<>$\"=][^\[\]{}|<>\n$\"=]{0,250}\Z")


def find(doc: Doc) -> Iterator[Proposal]:
    """Propose to remove wiki markup: link brackets, templates, references, bold, magic words.

    The links for editing beside headings go too (see ``edit_links``).
    Link text, captions and the words of references stay; file names, captions, categories and
    templates are lifted. Acts where the document shows at least two kinds of sign, or one that
    nothing else has. Left alone: code and source files, headings, tables, ``[[…]]`` by itself,
    which is also a shell test, a C++ attribute, a note's link and an escaped shortcode; outlines
    of Org mode, whose links are ``[[file:a.png]]`` and ``[[address][words]]``.
    """
    text = doc.text
    links = list(edit_links(doc)) if may_hold(text) else []
    if not links and not _may_be_marked(text):
        return
    nodes, refs = _nodes(text), list(_REF.finditer(text))
    marked = _weight(text, nodes, refs) >= ENOUGH
    if not (links or marked):  # code and all, so that most texts are done here
        return
    if _ABOUT.search(text) or _ORG.search(text):
        return
    for start, end, score in links:
        yield Proposal(start, end, "", NAME, "link to edit a section", score, {})
    nodes = [n for n in nodes if not doc.code.touches(n.start, n.end)]
    refs = [m for m in refs if m.start() not in doc.code]
    if not marked or _weight(text, nodes, refs) < ENOUGH:
        return
    found = [*templates(text, nodes), *_links(text, nodes)]
    found += [*_outward(text), *_references(text, refs, found), *_emphasis(doc), *_magic(text)]
    done = bytearray(len(text))
    for proposal in sorted(found, key=lambda p: (p.start - p.end, p.start)):
        if done.find(1, proposal.start, proposal.end) < 0:
            done[proposal.start : proposal.end] = b"\1" * (proposal.end - proposal.start)
            yield proposal


def _nodes(text: str) -> list[Node]:
    """Return links and templates, inner ones first; one pass with a stack."""
    stack: list[tuple[int, str, list[int]]] = []
    out: list[Node] = []
    for match in _TOKEN.finditer(text):
        mark, at = match.group(), match.start()
        if mark in ("[[", "{{"):
            stack.append((at, mark, []))
            if len(stack) > DEEPEST:
                stack.clear()
        elif mark == "|":
            if stack:
                stack[-1][2].append(at)
        elif mark in ("]]", "}}"):
            opener = "[[" if mark == "]]" else "{{"
            if stack and stack[-1][1] == opener:
                start, kind, pipes = stack.pop()
                inside = any(frame[1] == "{{" for frame in stack)
                if match.end() - start <= LONGEST:
                    out.append(Node(start, match.end(), kind, tuple(pipes), inside))
        else:
            while stack and stack[-1][1] == "[[":
                stack.pop()
    return out


def _weight(text: str, nodes: list[Node], refs: list[re.Match[str]]) -> float:
    """Add up the signs that this is wiki text; each kind counts once."""
    signs: dict[str, float] = {}
    spaced = "{{ " in text  # as templates of programs are written
    for node in nodes:
        first = text[node.start + 2 : node.pipes[0] if node.pipes else node.end - 2]
        if node.kind == "{{":
            if node.pipes and TEMPLATE.match(first):
                called = first.strip()
                shapes = (SHOWN, _MARKS_A_WIKI, MEASURES, NAMES)
                own = any(shape.match(called) for shape in shapes)
                signs["template"] = 2.0 if own and not spaced else 1.0
        elif _FILE.match(first):
            signs["namespace"] = 2.0
        elif _is_category(first):
            # In the midst of a sentence it is spoken of; on its own line, or at the end, it is not.
            after = text[node.end : node.end + 40].partition("\n")[0].strip()
            signs["namespace"] = max(
                signs.get("namespace", 0.0), 1.0 if after[:1].isalpha() else 2.0
            )
        elif _TARGET.match(first):
            key = "piped link" if node.pipes else "link"
            signs[key] = 1.0 if node.pipes else 0.5
    if any(ref.group()[1] != "/" for ref in refs) and any(
        ref.group()[1] == "/" or ref.group().endswith("/>") for ref in refs
    ):
        signs["reference"] = 2.0
    if "'''" in text and re.search(r"(?<!')'''[^'\n]{1,200}'''(?!')", text):
        signs["bold"] = 1.0
    if any(m[1] in _KNOWN_MAGIC for m in _MAGIC.finditer(text)):
        signs["magic word"] = 2.0
    return sum(signs.values())


_MARKS_A_WIKI = re.compile(
    r"(?:sfnm?p?|harvn?b|efn|cite (?:web|book|news|journal)|citation needed|cn|convert|cvt|dts|nts|sortname"  # noqa: E501
    r"|nowrap|nobr|unité|nombre|siècle|circa|date|height|IPA|quelle|belege|référence nécessaire|refnec|lang-\w+"  # noqa: E501
    r"|reflist|infobox\b.*|нет аи|internetquelle|lien web|ouvrage)\Z",
    re.I,
)


def _is_category(first: str) -> bool:
    name, colon, _ = first.partition(":")
    return bool(colon) and name.strip().lower().replace(" ", "_") in _CATEGORIES


def _links(text: str, nodes: list[Node]) -> Iterator[Proposal]:
    for node in nodes:
        if node.kind != "[[" or node.inside:
            continue
        first = text[node.start + 2 : node.pipes[0] if node.pipes else node.end - 2]
        file = _FILE.match(first)
        if file:
            yield from _file(text, node, file[1])
        elif _is_category(first):
            yield cut(
                node.start,
                node.end,
                "wiki category",
                {"tag": "category", "name": first.partition(":")[2]},
            )
        elif _INTERLANGUAGE.match(first) and not node.pipes and _own_line(text, node):
            yield cut(
                node.start,
                node.end,
                "link to another language",
                {"tag": "interlanguage", "name": first},
            )
        elif _TARGET.match(first.lstrip(":")):
            end = node.pipes[-1] + 1 if node.pipes else node.start + 2
            yield from pair(node, end, "wiki link")


def _outward(text: str) -> Iterator[Proposal]:
    """Take the address of a link to another site; its words stay."""
    for link in _OUTWARD.finditer(text):
        yield cut(
            link.start(), link.start(2), "wiki link to a site", {"tag": "link", "url": link[1]}
        )
        yield cut(link.end() - 1, link.end(), "wiki link to a site")


_OUTWARD = re.compile(
    r"(?<!\[)\[((?:https?:)?//[^\s\[\]<>\"]{4,500})[ \t]+([^\[\]\n]{1,300})\](?![\](])"
)


def _file(text: str, node: Node, name: str) -> Iterator[Proposal]:
    """Take the file's tag; its last part is a caption unless it is a size or a known word."""
    caption = text[node.pipes[-1] + 1 : node.end - 2].strip() if node.pipes else ""
    option = re.fullmatch(r"[\d x]{0,12}px|\w{1,12}=?\w{0,12}", caption)
    lifted = {"tag": "file", "name": name.strip()}
    if not caption or (option and len(node.pipes) == 1 and " " not in caption):
        yield cut(node.start, node.end, "wiki file", lifted)
        return
    lifted["caption"] = caption
    yield cut(node.start, node.pipes[-1] + 1, "wiki file, its caption stays", lifted)
    yield cut(node.end - 2, node.end, "wiki file, its caption stays")


def _own_line(text: str, node: Node) -> bool:
    return text[node.start - 1 : node.start] in ("", "\n") and text[node.end : node.end + 1] in (
        "",
        "\n",
    )


def _references(text: str, refs: list[re.Match[str]], found: list[Proposal]) -> Iterator[Proposal]:
    """Take reference tags; where nothing but a template is between them, take all of it."""
    whole = {(p.start, p.end) for p in found}
    opener: re.Match[str] | None = None
    for ref in refs:
        if ref.group().endswith("/>"):
            yield cut(*ref.span(), "wiki reference")
        elif ref.group()[1] != "/":
            opener = ref
        elif opener is not None:
            if (opener.end(), ref.start()) in whole:
                yield cut(opener.start(), ref.end(), "wiki reference")
            else:
                yield cut(*opener.span(), "wiki reference, its words stay")
                yield cut(*ref.span(), "wiki reference, its words stay")
            opener = None


def _emphasis(doc: Doc) -> Iterator[Proposal]:
    """Take the quote runs of lines in which they pair up."""
    lines: dict[int, list[re.Match[str]]] = {}
    for match in _BOLD.finditer(doc.text):
        if len(match.group()) != 4:
            lines.setdefault(doc.line_at(match.start())[0], []).append(match)
    for marks in lines.values():
        sizes = [len(mark.group()) for mark in marks]
        if all(sizes.count(size) % 2 == 0 for size in (2, 3, 5)):
            for mark in marks:
                yield cut(*mark.span(), "wiki bold or italics")


def _magic(text: str) -> Iterator[Proposal]:
    for match in _MAGIC.finditer(text):
        if match[1] == match[1].upper() and match[1] not in (
            "FILE",
            "LINE",
            "NAME",
            "DATE",
            "TIME",
        ):
            yield cut(*match.span(), "wiki magic word")


def _has_magic(text: str) -> bool:
    return _MAY_BE_MAGIC.search(text) is not None and any(
        m[1] in _KNOWN_MAGIC for m in _MAGIC.finditer(text)
    )


def _may_be_marked(text: str) -> bool:
    # One sign is found ten times as fast as two: look for it first.
    return (
        ("[" in text and "[[" in text)
        or ("{" in text and "{{" in text)
        or ("<" in text and "<ref" in text)
        or ("'" in text and "'''" in text)
        or ("_" in text and _has_magic(text))
    )


def _gate(text: str) -> bool:
    return "[" in text or "［" in text or _may_be_marked(text)


RULE = Rule(find, _gate, respects=frozenset({CODE, MATH}), mends=False)
