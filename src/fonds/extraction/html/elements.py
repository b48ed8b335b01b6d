"""What each HTML element does to text: which part it, which are not seen, what kind they give.

Decided once, here, and described in docs/extraction.md. Where a page's style sheet differs, this
does not know: no style sheet is read. Source: WHATWG HTML, section 15 (rendering).
"""

PARAGRAPH, CODE, CAPTION = "paragraph", "code", "caption"

VOID = frozenset({
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
"""Elements without an end tag in what the parser writes."""

UNSEEN = frozenset({
    "head", "title", "template", "script", "style", "datalist", "iframe", "noembed", "noframes",
    "rp", "audio", "video", "canvas", "desc", "metadata", "annotation", "annotation-xml",
})  # fmt: skip
"""Elements whose text no reader sees: fallbacks of players and frames, tooltips of drawings.

``<noscript>`` is seen: no script runs here. ``<template shadowrootmode>`` is seen as well.
"""

RAW = ("script", "style", "iframe", "noembed", "noframes")
"""Elements whose content is written out as it was: it must go before tags are looked for."""

_NOTHING, _TAB, LINE, BLANK = 0, 1, 2, 3

PARTS = {
    **dict.fromkeys((
        "address", "article", "aside", "blockquote", "body", "center", "details", "dialog", "dir",
        "div", "dl", "fieldset", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
        "h5", "h6", "header", "hgroup", "html", "listing", "main", "menu", "nav", "ol", "p", "pre",
        "search", "section", "table", "ul", "xmp", "plaintext", "textarea", "figcaption",
        "caption", "select", "object", "noscript",
    ), BLANK),
    **dict.fromkeys((
        "dd", "dt", "li", "legend", "optgroup", "option", "summary", "tr", "thead", "tbody",
        "tfoot", "colgroup", "button", "text", "foreignobject", "marquee", "isindex",
    ), LINE),
    "td": _TAB,
    "th": _TAB,
}  # fmt: skip
"""Elements that part text from what stands before and after, and by how much."""

BETWEEN = ("", "\t", "\n", "\n\n")
"""What is put between two blocks: nothing, cells of a row, lines, paragraphs."""

KINDS = {
    **{f"h{n}": "heading" for n in range(1, 7)},
    "li": "list-item",
    "dt": "term",
    "dd": "list-item",
    "td": "table-cell",
    "th": "table-cell",
    "caption": CAPTION,
    "figcaption": CAPTION,
    "blockquote": "quote",
    "pre": CODE,
    "listing": CODE,
    "option": "option",
    "select": "option",
    "textarea": "input",
    "button": "button",
    "legend": "heading",
    "summary": "heading",
    "address": PARAGRAPH,
    "body": PARAGRAPH,
    "html": PARAGRAPH,
    "article": PARAGRAPH,
    "section": PARAGRAPH,
    "aside": PARAGRAPH,
    "nav": PARAGRAPH,
    "header": PARAGRAPH,
    "footer": PARAGRAPH,
}
"""Kind of the blocks right inside an element; inside others it is what it was outside."""

KEEPS_SPACES = frozenset({"pre", "listing", "textarea"})
SHOWN_VALUES = frozenset({"", "text", "search", "submit", "button", "reset", "email", "tel", "url"})
"""Types of ``<input>`` whose value a reader sees."""
