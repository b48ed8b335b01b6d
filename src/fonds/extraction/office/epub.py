"""Electronic books in EPUB: the spine in order, page by page.

Source: EPUB 3.3, sections 4 (container), 5 (package document), 5.7 (spine), 7 (navigation).
"""

import posixpath
from urllib.parse import unquote

import attrs

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.extraction.webpart import read_html
from fonds.extraction.xhtml import XhtmlPage, entities_written_out, opened
from fonds.extraction.zipped import Zipped

_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = frozenset({
    "application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document",
    "image/svg+xml", "application/xml",
})  # fmt: skip
_FONT_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_MOST_ENTRIES = 2_000
_MOST_PAGES = 5_000


def read(zipped: Zipped, assembly: Assembly, options: ExtractOptions) -> None:
    """Put a whole book into the assembly."""
    package = _package(zipped, assembly)
    root = None if package is None else _tree(zipped, assembly, package)
    if package is None or root is None:
        assembly.lose("damaged", note="the package document of the book is missing")
        return
    folder = package.rpartition("/")[0]
    _metadata(root, assembly, package)
    items = {
        e.get("id", ""): (_inside(folder, e.get("href", "")), e.get("media-type", ""), e)
        for e in root.iter()
        if trees.local(e) == "item"
    }
    locked = _locked(zipped, assembly)
    spine = [e for e in root.iter() if trees.local(e) == "itemref"]
    # what is not linear is read after what is
    spine.sort(key=lambda e: e.get("linear", "yes") == "no")
    read_parts: set[str] = set()
    inner = attrs.evolve(options, main_rule=MainRule.NONE)
    for itemref in spine[:_MOST_PAGES]:
        part, media_type, _ = items.get(itemref.get("idref", ""), ("", "", None))
        if not part or part in read_parts:
            continue
        read_parts.add(part)
        if part in locked:
            assembly.lose("encrypted", note=f"{part} is encrypted (digital rights management)")
        elif media_type in _PAGES or not media_type:
            _page(zipped, assembly, part, inner)
    if len(spine) > _MOST_PAGES:
        assembly.lose("limit", note=f"more than {_MOST_PAGES} pages in the spine")
    _contents(zipped, assembly, items)
    _orphans(items, read_parts, assembly)


def _package(zipped: Zipped, assembly: Assembly) -> str | None:
    root = _tree(zipped, assembly, "META-INF/container.xml")
    for element in () if root is None else root.iter():
        path = element.get("full-path") if trees.local(element) == "rootfile" else None
        if path and path in zipped:
            return str(path)
    return next((name for name in zipped.members if name.endswith(".opf")), None)


def _tree(zipped: Zipped, assembly: Assembly, name: str) -> trees.Element | None:
    data = zipped.read(name)
    if data is None:
        return None
    root, losses = trees.parse(entities_written_out(data))
    for loss in losses:
        assembly.lose(loss.kind, note=f"{name}: {loss.note}")
    return root


def _inside(folder: str, href: str) -> str:
    path = unquote(href.partition("#")[0])
    return posixpath.normpath(f"{folder}/{path}" if folder else path).lstrip("/")


def _metadata(root: trees.Element, assembly: Assembly, part: str) -> None:
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag.startswith(_DC):
            word = tag.removeprefix(_DC)
            assembly.say(word, trees.words(element).strip(), f"{part} dc:{word}")
        elif trees.local(element) == "meta":
            word = element.get("property") or element.get("name")
            value = element.get("content") or trees.words(element).strip()
            if word == "dcterms:modified":
                assembly.say("modified", value, f"{part} meta {word}")
            elif word:
                assembly.say(f"epub:{word[:100]}", value, f"{part} meta {word[:100]}")


def _page(zipped: Zipped, assembly: Assembly, part: str, options: ExtractOptions) -> None:
    data = zipped.read(part)
    if data is None:
        if part not in zipped:
            assembly.lose("damaged", note=f"{part} is in the spine and not in the file")
        return
    written = entities_written_out(data)
    root, losses = trees.parse(written)
    if losses and losses[0].kind == "damaged":
        # not well-formed: what reads web pages reads it as browsers do
        read_html(opened(data), assembly, options, {"part": part}, exact=False)
        return
    for loss in losses:
        assembly.lose(loss.kind, note=f"{part}: {loss.note}")
    if root is not None:
        XhtmlPage(assembly, part).read(root)


def _contents(
    zipped: Zipped, assembly: Assembly, items: dict[str, tuple[str, str, trees.Element]]
) -> None:
    """Record the table of contents of the book, from its navigation document or its NCX."""
    for part, media_type, item in items.values():
        if "nav" in item.get("properties", "").split():
            root = _tree(zipped, assembly, part)
            if root is not None:
                names = [trees.words(e) for e in root.iter() if trees.local(e) == "a"]
                _say_contents(assembly, names, f"{part} nav")
                return
        elif media_type == "application/x-dtbncx+xml":
            root = _tree(zipped, assembly, part)
            if root is not None:
                names = [
                    trees.words(e)
                    for point in root.iter()
                    if trees.local(point) == "navPoint"
                    for e in point
                    if trees.local(e) == "navLabel"
                ]
                _say_contents(assembly, names, f"{part} navPoint")


def _say_contents(assembly: Assembly, names: list[str], evidence: str) -> None:
    cleaned = [" ".join(name.split()) for name in names[:_MOST_ENTRIES]]
    if cleaned:
        assembly.say("tableOfContents", cleaned, evidence)


def _orphans(
    items: dict[str, tuple[str, str, trees.Element]], read_parts: set[str], assembly: Assembly
) -> None:
    """Say how many pages are in the book's file and not in its reading order."""
    orphans = [
        part
        for part, media_type, item in items.values()
        if media_type == "application/xhtml+xml"
        and part not in read_parts
        and "nav" not in item.get("properties", "").split()
    ]
    if orphans:
        note = "pages of the book that are not in its reading order"
        assembly.lose("hidden-text", len(orphans), note, {"part": orphans[0]})


def _locked(zipped: Zipped, assembly: Assembly) -> set[str]:
    """Return the parts that are encrypted; fonts that are only obscured do not count."""
    root = _tree(zipped, assembly, "META-INF/encryption.xml")
    locked: set[str] = set()
    for data in () if root is None else root.iter():
        if trees.local(data) != "EncryptedData":
            continue
        method, target = "", ""
        for element in data.iter():
            if trees.local(element) == "EncryptionMethod":
                method = element.get("Algorithm", "")
            elif trees.local(element) == "CipherReference":
                target = unquote(element.get("URI", ""))
        if not method.startswith(_FONT_ONLY):
            locked.add(target)
    return locked
