"""Electronic books in FictionBook (FB2), which is one XML file.

Source: FictionBook 2.1 schema.
"""

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly

_KINDS = {
    "title": "heading", "subtitle": "heading", "epigraph": "quote", "cite": "quote",
    "text-author": "quote", "td": "table-cell", "th": "table-cell",
}  # fmt: skip
_LINES = frozenset({"p", "v", "subtitle", "text-author", "td", "th", "date"})
_DEEPEST = 200
_NAME_PARTS = ("first-name", "middle-name", "last-name")
_NAMES = {"book-title": "title", "book-name": "title", "lang": "language", "isbn": "identifier",
         "genre": "subject", "date": "date", "year": "date", "publisher": "publisher",
         "annotation": "description"}  # fmt: skip


def read(root: trees.Element, assembly: Assembly) -> None:
    """Put a whole book into the assembly: bodies in order, notes as footnotes."""
    counts = 0
    for element in root:
        name = trees.local(element)
        if name == "description":
            _description(element, assembly)
        elif name == "body":
            counts += 1
            kind = "footnote" if element.get("name") in ("notes", "comments") else ""
            _walk(element, assembly, f"body[{counts}]", kind, 0)


def _walk(element: trees.Element, assembly: Assembly, path: str, kind: str, deep: int) -> None:
    if deep > _DEEPEST:
        assembly.lose("limit", note=f"elements nested more than {_DEEPEST} deep")
        return
    counts: dict[str, int] = {}
    for child in element:
        name = trees.local(child)
        counts[name] = counts.get(name, 0) + 1
        at = f"{path}/{name}[{counts[name]}]"
        if name in _LINES:
            before = "\t" if name in ("td", "th") and counts[name] > 1 else "\n"
            found = kind or _KINDS.get(name, "paragraph")
            assembly.add(found, _line(child), {"path": at}, before)
        elif name == "image":
            assembly.say("fb2:alternative-text", child.get("alt"), at)
        elif name:
            _walk(child, assembly, at, kind or _KINDS.get(name, ""), deep + 1)


def _line(element: trees.Element) -> str:
    return " ".join(trees.words(element).split(" ")).strip(" \t\r\n")


def _description(description: trees.Element, assembly: Assembly) -> None:
    for element in description.iter():
        name = trees.local(element)
        holder = trees.local(element.getparent()) if element.getparent() is not None else ""
        evidence = f"description/{holder}/{name}"
        if holder in ("title-info", "publish-info"):
            _say_element(element, name, evidence, assembly)
        elif holder == "document-info" and name in ("program-used", "id", "version"):
            assembly.say(f"fb2:{name}", trees.words(element).strip(), evidence)


def _say_element(element: trees.Element, name: str, evidence: str, assembly: Assembly) -> None:
    text = " ".join(trees.words(element).split())
    if name == "author":
        names = [trees.words(e).strip() for e in element if trees.local(e) in _NAME_PARTS]
        assembly.say("creator", " ".join(part for part in names if part), evidence)
    elif name in _NAMES:
        assembly.say(_NAMES[name], text, evidence)
