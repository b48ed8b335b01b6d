"""What the styles of a word document say of a paragraph's kind and of hidden text. Floor 3: pure.

Source: ECMA-376 part 1, sections 17.7 (styles) and 17.7.3 (toggle properties).
"""

from typing import NamedTuple

from fonds.extraction import trees

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST = 32  # styles that rest on one another; a ring of them ends here
_BODY_LEVEL = 9  # the outline level that means: no heading


class Style(NamedTuple):
    """One style with what it inherits: outline level (from 0), list membership, hidden."""

    level: int | None = None
    listed: bool = False
    hidden: bool = False
    kind: str = ""


class _Own(NamedTuple):
    based: str | None
    name: str
    level: int | None
    listed: bool | None
    hidden: bool | None


_KINDS = {"title": "heading", "subtitle": "heading", "caption": "caption", "quote": "quote",
          "intense quote": "quote", "block text": "quote", "html preformatted": "code",
          "preformatted text": "code", "plain text": "", "quotations": "quote"}  # fmt: skip


def on(element: trees.Element | None) -> bool:
    """Say whether a switch element is there and on."""
    return element is not None and element.get(VAL, "1").lower() not in _OFF


def read(root: trees.Element | None) -> tuple[dict[str, Style], Style]:
    """Return styles by their id, and the paragraph style that holds where none is named."""
    own: dict[str, _Own] = {}
    usual = ""
    for element in () if root is None else root.iterchildren(f"{W}style"):
        key = element.get(f"{W}styleId")
        if key is None:
            continue
        own[key] = _own(element)
        if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in ("1", "true"):
            usual = key
    styles = {key: _inherited(key, own) for key in own}
    return styles, styles.get(usual, Style())


def _own(element: trees.Element) -> _Own:
    based, name = element.find(f"{W}basedOn"), element.find(f"{W}name")
    properties = element.find(f"{W}pPr")
    level, listed = None, None
    if properties is not None:
        level = outline(properties)
        numbered = properties.find(f"{W}numPr")
        listed = None if numbered is None else numbers(numbered)
    run = element.find(f"{W}rPr")
    vanish = None if run is None else run.find(f"{W}vanish")
    return _Own(
        None if based is None else based.get(VAL),
        "" if name is None else name.get(VAL, "").lower(),
        level,
        listed,
        None if vanish is None else on(vanish),
    )


def outline(properties: trees.Element) -> int | None:
    """Return the outline level that paragraph properties state, or None."""
    element = properties.find(f"{W}outlineLvl")
    value = "" if element is None else element.get(VAL, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else None


def numbers(element: trees.Element) -> bool:
    """Say whether numbering properties put a paragraph into a list (0 takes it out of one)."""
    number = element.find(f"{W}numId")
    return number is not None and number.get(VAL) != "0"


def _inherited(key: str, own: dict[str, _Own]) -> Style:
    level: int | None = None
    listed: bool | None = None
    hidden: bool | None = None
    kind = ""
    at: str | None = key
    for _ in range(_DEEPEST):
        style = own.get(at or "")
        if style is None:
            break
        level = style.level if level is None else level
        listed = style.listed if listed is None else listed
        hidden = style.hidden if hidden is None else hidden
        if level is None and style.name.startswith("heading ") and style.name[8:].isdigit():
            level = int(style.name[8:10]) - 1
        kind = kind or _KINDS.get(style.name, "")
        at = style.based
    return Style(None if level == _BODY_LEVEL else level, bool(listed), bool(hidden), kind)
