"""XMP packets: RDF in XML, made flat.

Source: XMP specification part 1 (ISO 16684-1), sections 6 and 7.
"""

from typing import Any

from fonds.extraction import trees
from fonds.extraction.assembly import Assembly

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DESCRIPTION, _LI, _VALUE = f"{_RDF}Description", f"{_RDF}li", f"{_RDF}value"
_LISTS = frozenset({f"{_RDF}Bag", f"{_RDF}Seq", f"{_RDF}Alt"})
_DEEPEST = 20
_MOST_ITEMS = 1_000
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "Iptc4xmpCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://ns.useplus.org/ldf/xmp/1.0/": "plus",
    "http://ns.adobe.com/camera-raw-settings/1.0/": "crs",
    "http://ns.adobe.com/lightroom/1.0/": "lr",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.microsoft.com/photo/1.0/": "MicrosoftPhoto",
}
_DC = frozenset({
    "title", "creator", "description", "rights", "subject", "language", "publisher",
    "identifier", "contributor", "date", "source", "coverage", "relation", "type", "format",
})  # fmt: skip
_MORE_DC = {"xmp:CreateDate": "created", "xmp:ModifyDate": "modified"}
_PERSONS = (
    "exif:GPS", "aux:SerialNumber", "aux:LensSerialNumber", "aux:OwnerName", "exifEX:BodySerial",
    "exifEX:LensSerial", "exifEX:CameraOwner", "Iptc4xmpExt:PersonInImage", "mwg-rs:",
    "Iptc4xmpCore:CreatorContactInfo", "Iptc4xmpExt:LocationCreated", "MicrosoftPhoto:",
    "Iptc4xmpExt:LocationShown", "xmpMM:History",
)  # fmt: skip


def is_packet(block: bytes) -> bool:
    """Say whether bytes begin as an XMP packet does, with or without its name before it."""
    return b"<x:xmpmeta" in block[:512] or b"<?xpacket" in block[:512]


def read(packet: bytes, assembly: Assembly) -> None:
    """Record every property of a packet."""
    start = packet.find(b"<")
    # in UTF-16 the first byte of "<" may stand before it
    if start > 0 and packet[start - 1 : start] == b"\0":
        start -= 1
    root, losses = trees.parse(packet[max(0, start) :].rstrip(b"\0 \r\n\t"))
    for loss in losses:
        assembly.lose(loss.kind, note=f"XMP: {loss.note}")
    for description in () if root is None else root.iter(_DESCRIPTION):
        parent = description.getparent()
        if parent is not None and parent.tag != f"{_RDF}RDF":
            continue  # the value of a property, read with it
        for name, value in description.attrib.items():
            if not name.startswith((_RDF, "{http://www.w3.org/XML")) and "}" in name:
                _say(_name(name, None), value, assembly)
        for element in description:
            if isinstance(element.tag, str):
                _say(_name(element.tag, element), _value(element, 0), assembly)


def _say(name: str, value: Any, assembly: Assembly) -> None:  # noqa: ANN401 - a JSON value
    prefix, _, word = name.partition(":")
    term = word if prefix == "dc" and word in _DC else _MORE_DC.get(name, f"xmp:{name}")
    if value not in (None, "", [], {}):
        assembly.say(term, value, f"XMP {name}", name.startswith(_PERSONS))


def _name(tag: str, element: trees.Element | None) -> str:
    uri, _, word = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(uri) or (None if element is None else element.prefix)
    return f"{prefix or uri}:{word}"


def _value(element: trees.Element, deep: int) -> Any:  # noqa: ANN401 - a JSON value
    """Return a property as text, a list, or an object of properties."""
    if deep > _DEEPEST:
        return ""
    resource = element.get(f"{_RDF}resource")
    if resource is not None:
        return resource
    for child in element:
        if child.tag in _LISTS:
            return _items(child, deep)
        if child.tag == _DESCRIPTION:
            return _structure(child, deep)
    if element.get(f"{_RDF}parseType") == "Resource":
        return _structure(element, deep)
    attributes = [
        key
        for key in element.attrib
        if "}" in key and not key.startswith((_RDF, "{http://www.w3.org/XML"))
    ]
    if attributes and not len(element):
        return _structure(element, deep)
    return (element.text or "").strip()


def _items(holder: trees.Element, deep: int) -> Any:  # noqa: ANN401 - a JSON value
    items = list(holder.iterchildren(_LI))[:_MOST_ITEMS]
    languages = [item.get(_LANG) for item in items]
    if holder.tag == f"{_RDF}Alt" and any(languages):
        values = {
            lang or "": _value(item, deep + 1) for lang, item in zip(languages, items, strict=True)
        }
        texts = list(dict.fromkeys(str(v) for v in values.values()))
        return texts[0] if len(texts) == 1 else values
    found = [_value(item, deep + 1) for item in items]
    return found[0] if len(found) == 1 else found


def _structure(element: trees.Element, deep: int) -> Any:  # noqa: ANN401 - a JSON value
    found: dict[str, Any] = {}
    for name, value in element.attrib.items():
        if "}" in name and not name.startswith((_RDF, "{http://www.w3.org/XML")):
            found[_name(name, None)] = value
    for child in element:
        if child.tag == _VALUE:
            return _value(child, deep + 1)
        if isinstance(child.tag, str):
            found[_name(child.tag, child)] = _value(child, deep + 1)
    return found
