"""The text of DrawingML within office documents: shapes, charts, diagrams.

Source: ECMA-376 part 1, sections 21.1 (DrawingML), 21.2 (charts), 21.4 (diagrams).
"""

from collections.abc import Iterator

from fonds.extraction import trees

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_T, _BR, _TAB, _P, _R, _FLD = f"{A}t", f"{A}br", f"{A}tab", f"{A}p", f"{A}r", f"{A}fld"


def paragraph(element: trees.Element) -> str:
    """Return the text of one ``a:p``: runs, fields' results, breaks and tabs, mathematics."""
    pieces: list[str] = []
    for child in element:
        tag = child.tag
        if tag in (_R, _FLD):
            pieces += [t.text or "" for t in child.iterchildren(_T)]
        elif tag == _BR:
            pieces.append("\n")
        elif tag == _TAB:
            pieces.append("\t")
        elif trees.local(child) in ("AlternateContent", "m", "oMath", "oMathPara"):
            pieces.append(mathematics(child))
    return "".join(pieces)


def mathematics(element: trees.Element) -> str:
    """Return the text of Office Math: its ``m:t`` in order, of alternatives the first."""
    pieces: list[str] = []
    fallbacks = [e for e in element.iter() if trees.local(e) == "Fallback"]
    left_out = {t for f in fallbacks for t in f.iter()}
    for child in element.iter():
        if trees.local(child) == "t" and child.text and child not in left_out:
            pieces.append(child.text)
    return "".join(pieces)


def paragraphs(element: trees.Element) -> Iterator[tuple[str, int]]:
    """Yield the text of every ``a:p`` below an element, and its number from 1."""
    for number, found in enumerate(element.iter(_P), 1):
        text = paragraph(found)
        if text:
            yield text, number


def chart(root: trees.Element) -> Iterator[str]:
    """Yield what a chart says: its titles, names of series and categories, each once."""
    seen: set[str] = set()
    for found in root.iter(_P):
        text = paragraph(found)
        if text and text not in seen:
            seen.add(text)
            yield text
    for cache in root.iter(f"{C}strCache"):
        for value in cache.iter(f"{C}v"):
            text = value.text or ""
            if text and text not in seen:
                seen.add(text)
                yield text
