"""OpenDocument files: which reader each kind of body has, and what stands around it.

Source: OpenDocument 1.3 part 2 (packages) and part 3, section 3 (document structure).
"""

import re

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.office.odfnames import MANIFEST, OFFICE, STYLE, Hiding, properties
from fonds.extraction.office.odfsheet import Sheets
from fonds.extraction.office.odftext import Writer
from fonds.extraction.office.package import lose_attachment
from fonds.extraction.zipped import Zipped
from fonds.model import Loss

_CONTENT, _STYLES, _META = "content.xml", "styles.xml", "meta.xml"
_STREAMED = 8 * 1024 * 1024  # bytes of content from which a text is read piece by piece
_TELLING = re.compile(
    rb"""(?:display|visibility)\s{0,9}=\s{0,9}["'](?:none|false|hidden)"""
    rb"|[:<](?:header|footer)(?:-left|-first)?[\s>]"
)
_FURNITURE = ("header", "footer")


def read(zipped: Zipped, assembly: Assembly) -> None:
    """Put a packaged document into the assembly."""
    if _encrypted(zipped):
        assembly.lose("encrypted", note="the OpenDocument file is locked with a password")
        return
    hiding = Hiding()
    styles = None
    if _matters(zipped.read(_STYLES) or b""):
        styles = _tree(zipped, assembly, _STYLES)
        hiding.learn(styles)
    content = zipped.read(_CONTENT)
    if content is None:
        if _CONTENT not in zipped:
            assembly.lose("damaged", note="content.xml is missing")
    elif _is_sheet(content):
        Sheets(assembly, hiding, _CONTENT).read(content)
    else:
        _text(content, assembly, hiding)
    _around(styles, assembly, hiding, _STYLES)
    _objects(zipped, assembly, hiding)
    properties(_tree(zipped, assembly, _META), assembly, _META)


def read_flat(data: bytes, assembly: Assembly) -> None:
    """Put a document that is one XML file into the assembly."""
    hiding = Hiding()
    root, losses = trees.parse(data)
    assembly.take(losses)
    if root is None:
        return
    hiding.learn(root)
    if _is_sheet(data):
        Sheets(assembly, hiding, "").read(data)
    else:
        _body(root, assembly, hiding, "")
    _around(root, assembly, hiding, "")
    properties(root, assembly, "office:document")


def _matters(styles: bytes) -> bool:
    """Say whether styles hide anything, or hold words: most do not, and are not parsed."""
    written_plainly = b"\0" not in styles[:64] and b"&#" not in styles
    return not written_plainly or _TELLING.search(styles) is not None


def _is_sheet(content: bytes) -> bool:
    return b"office:spreadsheet" in content


def _tree(zipped: Zipped, assembly: Assembly, name: str) -> trees.Element | None:
    data = zipped.read(name)
    if data is None:
        return None
    root, losses = trees.parse(data)
    for loss in losses:
        assembly.lose(loss.kind, note=f"{name}: {loss.note}")
    return root


def _text(content: bytes, assembly: Assembly, hiding: Hiding) -> None:
    losses: list[Loss] = []
    if len(content) <= _STREAMED:
        root, losses = trees.parse(content)
        if root is not None:
            hiding.learn(root)
            _body(root, assembly, hiding, _CONTENT)
    else:
        for style in trees.children(content, 2, frozenset({f"{STYLE}style"}), []):
            hiding.take(style)
        writer = Writer(assembly, hiding, _CONTENT)
        writer.blocks(trees.children(content, 3, writer.known, losses), "body")
    for loss in losses:
        assembly.lose(loss.kind, note=f"{_CONTENT}: {loss.note}")


def _body(root: trees.Element, assembly: Assembly, hiding: Hiding, part: str) -> None:
    body = root.find(f"{OFFICE}body")
    for kind in () if body is None else body:
        Writer(assembly, hiding, part).blocks(kind, trees.local(kind))


def _around(styles: trees.Element | None, assembly: Assembly, hiding: Hiding, part: str) -> None:
    """Add the headers and footers of the page styles, and what stands on master slides."""
    seen: set[str] = set()
    masters = () if styles is None else styles.iter(f"{STYLE}master-page")
    for master in masters:
        for element in master:
            kind = trees.local(element)
            for word in _FURNITURE:
                if kind.startswith(word) and element.get(f"{STYLE}display") != "false":
                    text = trees.words(element)
                    if text not in seen:
                        seen.add(text)
                        name = master.get(f"{STYLE}name", "")
                        Writer(assembly, hiding, part, word).blocks(element, f"{name}/{kind}")


def _objects(zipped: Zipped, assembly: Assembly, hiding: Hiding) -> None:
    """Add the words of charts and formulas; files of other programs, and macros, are losses."""
    for name, member in list(zipped.members.items()):
        folder, _, base = name.rpartition("/")
        if folder.startswith("Object ") and base == _CONTENT:
            root = _tree(zipped, assembly, name)
            if root is not None and root.tag.endswith("}math"):
                text = _formula(root)
                assembly.add("formula", text, {"part": name})
            elif root is not None:
                hiding.learn(root)
                Writer(assembly, hiding, name, "chart").shapes(root, "chart")
        elif name.startswith("Object ") and not folder:
            lose_attachment(assembly, name, zipped.read(name), member.size)
        elif name.startswith(("Basic/", "Scripts/")) and _is_macro(base):
            assembly.lose("macro", note=f"macros in {name}", place={"part": name})


def _is_macro(base: str) -> bool:
    return base.endswith((".xml", ".py", ".js", ".bsh")) and not base.startswith("script-l")


def _formula(root: trees.Element) -> str:
    """Return the signs of a formula in MathML, without its source for the editor."""
    return "".join(
        e.text or ""
        for e in root.iter()
        if trees.local(e) not in ("annotation", "annotation-xml") and (e.text or "").strip()
    )


def _encrypted(zipped: Zipped) -> bool:
    """Say whether the manifest states how parts are encrypted. Source: part 2, section 4.4."""
    data = zipped.read("META-INF/manifest.xml")
    if data is None or b"encryption-data" not in data:
        return False
    root, _ = trees.parse(data)
    return root is not None and next(root.iter(f"{MANIFEST}encryption-data"), None) is not None
