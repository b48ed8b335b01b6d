"""The metadata stream (XMP) of a PDF: found in its bytes, read without entities. Pure.

Source: ISO 16684-1:2019 (XMP); ISO 32000-2:2020, 14.3.2.
"""

import re
import zlib
from collections.abc import Iterator

from lxml import etree

from fonds.model import MetadataValue

_PACKET = re.compile(rb"<(?:x|xmp|rdf):(?:xmpmeta|xapmeta|RDF)\b")
_TYPE = re.compile(rb"/Type\s*/Metadata\b")
_STREAM = re.compile(rb"stream\r?\n")
_LARGEST = 1 << 20
_MOST_PACKETS = 64
_MOST_VALUES = 500
_LONGEST = 64 * 1024

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/rights/": "xmpRights",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/pdfx/1.3/": "pdfx",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://www.aiim.org/pdfa/ns/id/": "pdfaid",
}
_NAMES = {
    "dc:title": "title", "dc:creator": "creator", "dc:description": "description",
    "dc:subject": "subject", "dc:language": "language", "dc:publisher": "publisher",
    "dc:rights": "rights", "dc:date": "date", "dc:contributor": "contributor",
    "dc:identifier": "identifier", "dc:source": "source",
    "xmp:CreateDate": "date", "xmp:ModifyDate": "modified", "pdf:Keywords": "subject",
}  # fmt: skip
_SENSITIVE = re.compile(r"(?i)lastmodifiedby|lastauthor|lastsavedby|manager|owner|serial|gps")
_NOT_OF_THE_DOCUMENT = frozenset({"http://ns.adobe.com/tiff/1.0/", "http://ns.adobe.com/exif/1.0/"})


def values(data: bytes) -> tuple[list[MetadataValue], str]:
    """Return what the document's metadata stream says, and what is wrong with it, if anything.

    Of several streams that which speaks last of the document is taken: an update appends.
    """
    wrong = ""
    found: list[MetadataValue] = []
    for packet in _packets(data):
        if b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
            wrong = "the metadata stream declares a document type and was not read"
            continue
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
        )
        try:
            root = etree.fromstring(packet, parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            wrong = "the metadata stream is no XML"
            continue
        said = list(_described(root))[:_MOST_VALUES]
        if said and not (found and _of_an_image(root)):
            found = said
    return found, wrong


def _of_an_image(root: etree._Element) -> bool:
    return any(
        isinstance(element.tag, str) and element.tag[1:].partition("}")[0] in _NOT_OF_THE_DOCUMENT
        for element in root.iter()
    )


def _packets(data: bytes) -> Iterator[bytes]:
    """Yield the metadata streams of a file in their order, packed or not."""
    count = 0
    for match in _TYPE.finditer(data):
        count += 1
        if count > _MOST_PACKETS:
            return
        start = _STREAM.search(data, match.start(), match.start() + 2048)
        if start is None:
            continue
        end = data.find(b"endstream", start.end())
        body = data[start.end() : end if end > 0 else len(data)][:_LARGEST]
        open_at = data.rfind(b"obj", 0, match.start())
        if b"/FlateDecode" in data[max(open_at, 0) : start.start()]:
            try:
                body = zlib.decompressobj().decompress(body, _LARGEST)
            except zlib.error:
                continue
        at = _PACKET.search(body)
        if at:
            close = body.rfind(b">")
            yield body[at.start() : close + 1].partition(b"<?xpacket end")[0]


def _described(root: etree._Element) -> Iterator[MetadataValue]:
    for description in root.iter(_RDF + "Description"):
        parent = description.getparent()
        if parent is not None and parent.tag != _RDF + "RDF":
            continue
        for key, value in description.attrib.items():
            yield from _value(str(key), str(value))
        for element in description:
            if isinstance(element.tag, str):
                for value in _texts(element):
                    yield from _value(element.tag, value)


def _texts(element: etree._Element) -> Iterator[str]:
    items = list(element.iter(_RDF + "li"))
    if items:
        for item in items:
            text = "".join(item.itertext()).strip()
            if text:
                yield text
        return
    text = "".join(element.itertext()).strip()
    if text:
        yield text


def _value(tag: str, value: str) -> Iterator[MetadataValue]:
    space, _, local = tag.rpartition("}")
    prefix = _PREFIXES.get(space[1:])
    if not space or prefix is None or not value.strip():
        return
    name = f"{prefix}:{local}"
    yield MetadataValue(
        _NAMES.get(name, name),
        value.strip()[:_LONGEST],
        f"XMP {name}",
        bool(_SENSITIVE.search(name)),
    )
