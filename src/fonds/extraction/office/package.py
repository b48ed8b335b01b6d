"""The package of an Office Open XML document: parts, relationships, properties.

Source: ECMA-376 part 2 (Open Packaging Conventions) and part 1, section 15.2 and 22.2–22.3.
"""

import hashlib
import posixpath
import re
from typing import NamedTuple

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly
from fonds.extraction.zipped import Zipped

# The strict form of the standard has namespaces of its own; only declarations are touched.
_STRICT = re.compile(rb"""(xmlns(?::[\w.-]{1,64})?=["'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)""")
_LOOSE = rb"\1http://schemas.openxmlformats.org/\2/2006/\3"

_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_CORE_NAMES = {
    f"{_DC}title": "title",
    f"{_DC}creator": "creator",
    f"{_DC}subject": "subject",
    f"{_DC}description": "description",
    f"{_DC}language": "language",
    f"{_DC}identifier": "identifier",
    f"{_DC}publisher": "publisher",
    f"{_TERMS}created": "created",
    f"{_TERMS}modified": "modified",
}
_PERSONS = frozenset({"lastModifiedBy", "Manager"})  # nobody who reads the document sees them
_COUNTED = frozenset({"TitlesOfParts", "HeadingPairs", "HLinks", "DigSig"})
_MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets/")
_EMBEDDED = ("/embeddings/", "/activex/")


class Relation(NamedTuple):
    """One relationship: the last word of its type, the part it leads to, or an outside target."""

    kind: str
    target: str
    outside: bool


class OfficePackage:
    """An Office Open XML document. Parts are read once, when they are asked for."""

    def __init__(self, zipped: Zipped, assembly: Assembly) -> None:
        self.zipped = zipped
        self.assembly = assembly

    def part(self, name: str) -> bytes | None:
        """Return a part's bytes with the namespaces of the transitional form."""
        data = self.zipped.read(name)
        if data and b"purl.oclc.org/ooxml" in data[:65_536]:
            data = _STRICT.sub(_LOOSE, data)
        return data

    def tree(self, name: str) -> trees.Element | None:
        """Return a part's root element, or None; what was lost goes into the assembly."""
        data = self.part(name)
        if data is None:
            return None
        root, losses = trees.parse(data)
        for loss in losses:
            self.assembly.lose(loss.kind, note=f"{name}: {loss.note}")
        return root

    def lose_missing(self, name: str) -> None:
        """Say that a part is missing, unless it is there and another loss says what is wrong."""
        if name not in self.zipped:
            self.assembly.lose("damaged", note=f"the part {name} is missing")

    def relations(self, part: str) -> dict[str, Relation]:
        """Return the relationships of a part, by id; ``""`` is the package itself."""
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
        root = self.tree(name)
        found: dict[str, Relation] = {}
        if root is None:
            return found
        for element in root:
            target, key = element.get("Target"), element.get("Id")
            if target is None or key is None:
                continue
            outside = element.get("TargetMode") == "External"
            if not outside:
                joined = target if target.startswith("/") else f"{folder}/{target}"
                target = posixpath.normpath(joined).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            found[key] = Relation(kind, target, outside)
        return found

    def main(self, usual: str) -> str:
        """Return the name of the main part: what the package says it is, else the usual one."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self.zipped:
                return relation.target
        return usual

    def properties(self) -> None:
        """Record core, application and custom properties with their evidence."""
        targets = {r.kind: r.target for r in self.relations("").values() if not r.outside}
        self._core(targets.get("core-properties", "docProps/core.xml"))
        self._application(targets.get("extended-properties", "docProps/app.xml"))
        self._custom(targets.get("custom-properties", "docProps/custom.xml"))

    def _core(self, name: str) -> None:
        root = self.tree(name)
        for element in () if root is None else root:
            word = trees.local(element)
            known = _CORE_NAMES.get(element.tag) or f"office:{word}"
            self.assembly.say(known, _value(element), f"{name} {word}", word in _PERSONS)

    def _application(self, name: str) -> None:
        root = self.tree(name)
        for element in () if root is None else root:
            word = trees.local(element)
            if word and word not in _COUNTED:
                self.assembly.say(
                    f"office:{word}", _value(element), f"{name} {word}", word in _PERSONS
                )

    def _custom(self, name: str) -> None:
        root = self.tree(name)
        for element in () if root is None else root:
            word = element.get("name")
            if word:
                text = trees.words(element)
                self.assembly.say(f"office:custom:{word[:200]}", text, f"{name} property")

    def attachments(self) -> None:
        """Record macros and embedded files as losses: they are documents of their own."""
        for name, member in self.zipped.members.items():
            low = name.lower()
            if any(word in low for word in _MACROS):
                self.assembly.lose("macro", note=f"macros in {name}", place={"part": name})
            elif any(word in low for word in _EMBEDDED) and not low.endswith((".rels", "/")):
                lose_attachment(self.assembly, name, self.zipped.read(name), member.size)


def lose_attachment(assembly: Assembly, name: str, data: bytes | None, size: int) -> None:
    """Record a file within a document as the loss ``attachment`` with its size and digest."""
    place = {"part": name, "name": name.rpartition("/")[2], "size": size}
    if data is not None:
        place |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assembly.lose("attachment", note=f"a file within the document: {name}", place=place)


def _value(element: trees.Element) -> str:
    return trees.words(element).strip()
