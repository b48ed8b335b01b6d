"""Names, styles and properties of OpenDocument files.

Source: OpenDocument 1.3 part 3, sections 4.3 (metadata), 16 (styles), 20 (attributes).
"""

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW, STYLE, META, PRESENTATION = (
    f"{{{_URN}{name}:1.0}}"
    for name in ("office", "text", "table", "drawing", "style", "meta", "presentation")
)
MANIFEST = f"{{{_URN}manifest:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
XLINK = "{http://www.w3.org/1999/xlink}"
SVG = f"{{{_URN}svg-compatible:1.0}}"

_DEEPEST = 32
_NAMES = {
    f"{DC}title": "title",
    f"{DC}subject": "subject",
    f"{DC}description": "description",
    f"{DC}language": "language",
    f"{DC}date": "modified",
    f"{META}initial-creator": "creator",
    f"{META}creation-date": "created",
}
_PERSONS = {f"{DC}creator": "odf:last-author", f"{META}printed-by": "odf:printed-by"}
_HIDDEN_PAGE = f"{PRESENTATION}visibility"


class Hiding:
    """Which styles hide what bears them: text, sheets, slides."""

    def __init__(self) -> None:
        self._own: dict[str, bool | None] = {}
        self._parents: dict[str, str | None] = {}

    def learn(self, root: trees.Element | None) -> None:
        """Take in all styles below an element."""
        for style in () if root is None else root.iter(f"{STYLE}style"):
            self.take(style)

    def take(self, style: trees.Element) -> None:
        """Take in one style."""
        key = self.key(style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", ""))
        parent = style.get(f"{STYLE}parent-style-name")
        family = style.get(f"{STYLE}family", "")
        self._parents[key] = None if parent is None else self.key(family, parent)
        self._own[key] = _hides(style)

    def key(self, family: str, name: str) -> str:
        """Return the key of a style: names are unique within a family."""
        return f"{family} {name}"

    def hides(self, family: str, name: str | None) -> bool:
        """Say whether a style, or one it rests on, hides."""
        at: str | None = None if name is None else self.key(family, name)
        for _ in range(_DEEPEST):
            if at is None or at not in self._own:
                return False
            own = self._own[at]
            if own is not None:
                return own
            at = self._parents[at]
        return False


def _hides(style: trees.Element) -> bool | None:
    for properties in style:
        name = trees.local(properties)
        if name == "text-properties":
            shown = properties.get(f"{TEXT}display")
            if shown is not None:
                return bool(shown == "none")
        elif name == "table-properties":
            shown = properties.get(f"{TABLE}display")
            if shown is not None:
                return bool(shown == "false")
        elif name == "drawing-page-properties" and properties.get(_HIDDEN_PAGE) == "hidden":
            return True
    return None


def properties(root: trees.Element | None, assembly: Assembly, part: str) -> None:
    """Record what ``meta.xml`` says. In OpenDocument ``dc:creator`` is who saved it last."""
    meta = None if root is None else root.find(f".//{OFFICE}meta")
    for element in () if meta is None else meta:
        tag, word = element.tag, trees.local(element)
        text = trees.words(element).strip()
        evidence = f"{part} {word}"
        if tag in _PERSONS:
            assembly.say(_PERSONS[tag], text, evidence, sensitive=True)
        elif tag == f"{META}user-defined":
            name = element.get(f"{META}name", "")[:200]
            assembly.say(f"odf:custom:{name}", text, evidence)
        elif tag == f"{META}document-statistic":
            counts = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            assembly.say("odf:document-statistic", counts, evidence)
        elif tag == f"{META}template":
            assembly.say("odf:template", element.get(f"{XLINK}title"), evidence)
        else:
            assembly.say(_NAMES.get(tag, f"odf:{word}"), text, evidence)
