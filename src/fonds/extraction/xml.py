"""XML by its text nodes: feeds, TEI, SVG, FictionBook, flat OpenDocument, and the rest. Pure.

An element that holds words of its own is a block, with all that is in it. Attributes are no text.
Nothing is included or fetched. Source: XML 1.0; SVG 2, section 11; RSS 2.0; RFC 4287 (Atom).
"""

import re

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly, guarded
from fonds.extraction.office import fictionbook, odf
from fonds.extraction.options import DEFAULTS, ExtractOptions
from fonds.model import Extraction, Identification

__all__ = ["MEDIA_TYPES", "TOOL", "VERSION", "extract"]

TOOL, VERSION = "fonds-xml", "1"

MEDIA_TYPES = (
    "application/xml", "text/xml", "image/svg+xml", "application/rss+xml", "application/atom+xml",
    "application/tei+xml", "application/rdf+xml", "application/mets+xml", "application/gpx+xml",
    "application/vnd.google-earth.kml+xml", "application/x-fictionbook+xml",
)  # fmt: skip
"""What ``extract`` reads; any other type that ends in ``+xml`` as well."""

_XINCLUDE = "{http://www.w3.org/2001/XInclude}include"
_SVG = "{http://www.w3.org/2000/svg}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}document"
_HEADINGS = frozenset({"title", "head", "subtitle", "heading"})
_KINDS = {"note": "footnote", "footnote": "footnote", "quote": "quote", "cell": "table-cell",
          "entry": "table-cell", "td": "table-cell", "item": "list-item", "li": "list-item",
          "code": "code", "programlisting": "code", "caption": "caption"}  # fmt: skip
_SILENT = frozenset({"script", "style", "metadata"})  # of SVG
_FEEDS = {
    "rss": (("title", "channel/title"), ("description", "channel/description"),
            ("date", "channel/pubDate"), ("language", "channel/language")),
    "feed": (("title", "title"), ("date", "updated"), ("creator", "author/name"),
             ("identifier", "id")),
    "TEI": (("title", "teiHeader/fileDesc/titleStmt/title"),
            ("creator", "teiHeader/fileDesc/titleStmt/author"),
            ("publisher", "teiHeader/fileDesc/publicationStmt/publisher"),
            ("date", "teiHeader/fileDesc/publicationStmt/date")),
    "svg": (("title", "title"), ("description", "desc")),
}  # fmt: skip
_WORDS = re.compile(r"\S")
_DEEPEST = 400


def extract(
    data: bytes, identification: Identification, options: ExtractOptions = DEFAULTS
) -> Extraction:
    """Return the text of an XML document, a block for each element that holds words.

    Never raises on content. Cost: linear; about ten times the document in memory.
    """
    assembly = Assembly(options.limits)
    with guarded(assembly):
        root, losses = trees.parse(data)
        assembly.take(losses)
        if root is not None:
            if root.tag == _OFFICE:
                odf.read_flat(data, assembly)
            elif trees.local(root) == "FictionBook":
                fictionbook.read(root, assembly)
            else:
                _document(root, assembly)
    return assembly.finish(TOOL, VERSION)


def _document(root: trees.Element, assembly: Assembly) -> None:
    name = trees.local(root)
    for term, path in _FEEDS.get(name, ()):
        element = _down(root, path)
        if element is not None:
            text = " ".join(trees.words(element).split())
            assembly.say(term, text, f"{name}/{path}")
    if name not in _FEEDS:
        for element in root.iter():
            if isinstance(element.tag, str) and element.tag.startswith(_DC):
                text = " ".join(trees.words(element).split())
                assembly.say(element.tag.removeprefix(_DC), text, f"dc:{trees.local(element)}")
    included = sum(1 for _ in root.iter(_XINCLUDE))
    if included:
        note = "another document is to be included: it is not fetched"
        assembly.lose("doctype", included, note)
    _walk(root, assembly, name, 0)


def _down(root: trees.Element, path: str) -> trees.Element | None:
    """Return the first element under a path of names, whatever their namespaces."""
    at = root
    for name in path.split("/"):
        at = next((e for e in at if trees.local(e) == name), None)
        if at is None:
            return None
    return at


def _walk(element: trees.Element, assembly: Assembly, path: str, deep: int) -> None:
    tag = element.tag
    if tag.startswith(_SVG) and trees.local(element) in _SILENT:
        return
    if _holds_words(element) or deep > _DEEPEST:
        text = trees.words(element).strip(" \t\r\n")
        name = trees.local(element)
        kind = "heading" if name in _HEADINGS else _KINDS.get(name, "paragraph")
        place = {"path": path, "line": element.sourceline}
        assembly.add(kind, text, place)
        return
    counts: dict[str, int] = {}
    for child in element:
        if isinstance(child.tag, str):
            name = trees.local(child)
            counts[name] = counts.get(name, 0) + 1
            _walk(child, assembly, f"{path}/{name}[{counts[name]}]", deep + 1)


def _holds_words(element: trees.Element) -> bool:
    """Say whether words stand in an element itself, and not only in those within it."""
    if element.text and _WORDS.search(element.text):
        return True
    return any(child.tail and _WORDS.search(child.tail) for child in element)
