"""An XML document as a tree: no DTD, no entities, no network, bounded depth.

A document type declaration with definitions of its own is refused before a parser sees it (it is
where entities that grow without end, and names of files, stand); one that only names a DTD is
left out, for nothing is fetched. Source: XML 1.0, sections 2.8 and 4.2.
"""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from fonds.formats import charsets
from fonds.model import Loss

Element = Any  # lxml has no types of its own; its elements are used by their documented methods

_DECLARED = re.compile(
    rb"<\?xml[ \t\r\n][^>?]{0,200}encoding[ \t\r\n]{0,8}=[ \t\r\n]{0,8}"
    rb"""["']([A-Za-z0-9._:-]{1,40})"""
)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,400}\?>")
_WHOLE = 8 * 1024 * 1024  # bytes of a part that are parsed in one go; a larger one is streamed
_CHUNK = 256 * 1024
_SPACES = b" \t\r\n"


class RefusedError(Exception):
    """A document that is not parsed; it holds the loss that says why."""

    def __init__(self, kind: str, note: str) -> None:
        super().__init__(note)
        self.loss = Loss(kind, note=note)


def parse(data: bytes) -> tuple[Element | None, list[Loss]]:
    """Return the root element, or None, and what was lost.

    A document that is not well-formed gives what stands before and around the fault, with the
    loss ``damaged``. Cost: linear; about ten times the document's size in memory.
    """
    try:
        data = plain(data)
    except RefusedError as refused:
        return None, [refused.loss]
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as fault:
        return _recovered(data, str(fault))
    if root.getroottree().docinfo.internalDTD is not None:
        return None, [Loss("doctype", note=_NO_DTD)]
    return root, []


def _recovered(data: bytes, fault: str) -> tuple[Element | None, list[Loss]]:
    loss = Loss("damaged", note=f"not well-formed XML: {fault[:200]}")
    try:
        root = etree.fromstring(data, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        root = None
    return root, [loss]


def children(
    data: bytes, depth: int, names: frozenset[str], losses: list[Loss]
) -> Iterator[Element]:
    """Yield the elements called ``names`` at ``depth`` (the root's children are 1), in order.

    Whole where a part is small; else each is let go after it was used, so that memory is that
    of the largest. Ancestors of a yielded element have their attributes, not all their children.
    """
    if len(data) <= _WHOLE:
        root, lost = parse(data)
        losses += lost
        if root is not None:
            yield from _at(root, depth, names)
        return
    try:
        data = plain(data)
        yield from _streamed(data, depth, names)
    except RefusedError as refused:
        losses.append(refused.loss)
    except (etree.XMLSyntaxError, ValueError) as fault:
        losses.append(Loss("damaged", note=f"not well-formed XML: {str(fault)[:200]}"))


def _at(element: Element, depth: int, names: frozenset[str]) -> Iterator[Element]:
    if depth == 1:
        for child in element:
            if child.tag in names:
                yield child
        return
    for child in element:
        if isinstance(child.tag, str):
            yield from _at(child, depth - 1, names)


def _streamed(data: bytes, depth: int, names: frozenset[str]) -> Iterator[Element]:
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    level = -1
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        for event, element in parser.read_events():
            if event == "start":
                level += 1
                continue
            if level == depth:
                if element.tag in names:
                    yield element
                _forget(element)
            level -= 1
    parser.close()


def _forget(element: Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def plain(data: bytes) -> bytes:
    """Return a document in UTF-8 without its document type declaration.

    Raises: RefusedError for a declaration with definitions of its own, or an unknown charset.
    """
    data = _as_utf8(data)
    start = _doctype(data)
    if start is None:
        return data
    end = data.find(b">", start)
    inner = data.find(b"[", start, end if end >= 0 else len(data))
    if end < 0 or inner >= 0:
        raise RefusedError("doctype", _NO_DTD)
    return data[:start] + data[end + 1 :]


_NO_DTD = "a document type declaration with definitions of its own is not read"


def _doctype(data: bytes) -> int | None:
    """Return where a document type declaration begins. Only before the root element may it."""
    at = 0
    while True:
        at = data.find(b"<", at)
        if at < 0:
            return None
        if data.startswith(b"<?", at):
            end = data.find(b"?>", at)
        elif data.startswith(b"<!--", at):
            end = data.find(b"-->", at)
        elif data[at : at + 9].upper() == b"<!DOCTYPE":
            return at
        elif data.startswith(b"<!", at):
            raise RefusedError("doctype", "a declaration before the root element is not read")
        else:
            return None
        if end < 0:
            return None
        at = end + 2


def _as_utf8(data: bytes) -> bytes:
    """Return a document in UTF-8, so that what is searched and what is parsed is one text."""
    mark = charsets.bom(data)
    if mark is None:
        if data.startswith(b"<\0"):
            mark = (b"", "utf-16le")
        elif data.startswith(b"\0<"):
            mark = (b"", "utf-16be")
    if mark is not None and mark[1] == "utf-8":
        data, mark = data[3:], None
        return _without_declaration(data.decode("utf-8", "replace")) if _other(data) else data
    if mark is None:
        label = _other(data)
        if label is None:
            return data
        codec = charsets.codec(label)
        if codec is None:
            raise RefusedError("charset", f"XML in the charset {label!r}, which is not known")
        return _without_declaration(data.decode(codec, "replace"))
    codec = charsets.codec(mark[1]) or "utf-16-le"
    if mark[1] in ("utf-16", "utf-32"):
        codec += "-be" if mark[0][:1] in (b"\xfe", b"\x00") else "-le"
    return _without_declaration(data[len(mark[0]) :].decode(codec, "replace"))


def _other(data: bytes) -> str | None:
    """Return the charset that a declaration names, where it is not UTF-8 or ASCII."""
    found = _DECLARED.match(data.lstrip(_SPACES)[:400])
    if found is None:
        return None
    label = found[1].decode("ascii")
    return None if label.lower() in ("utf-8", "utf8", "us-ascii", "ascii") else label


def _without_declaration(text: str) -> bytes:
    return _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")


def _parser(*, recover: bool = False) -> Any:  # noqa: ANN401 - lxml has no types
    # huge_tree off: libxml2's own bounds on depth and growth stand behind ours
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True, recover=recover,
    )  # fmt: skip


def namer(uri: str) -> Callable[[str], str]:
    """Return what gives an element's full name in a namespace: ``namer(uri)("p")``."""
    return lambda name: f"{{{uri}}}{name}"


def local(element: Element) -> str:
    """Return an element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def words(element: Element) -> str:
    """Return all the text of an element, in order."""
    return "".join(element.itertext())


def passing(
    data: bytes, starts: frozenset[str], ends: frozenset[str], losses: list[Loss]
) -> Iterator[tuple[str, Element]]:
    """Yield ``("start", element)`` and ``("end", element)`` of the elements that are named.

    An element is let go after its end was yielded, so memory is that of the largest.
    """
    try:
        source = io.BytesIO(plain(data))
        events = etree.iterparse(
            source, events=("start", "end"), tag=[*(starts | ends)], resolve_entities=False,
            no_network=True, load_dtd=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        for event, element in events:
            if event == "start":
                if element.tag in starts:
                    yield "start", element
            elif element.tag in ends:
                yield "end", element
                element.clear(keep_tail=True)
    except RefusedError as refused:
        losses.append(refused.loss)
    except (etree.XMLSyntaxError, ValueError) as fault:
        losses.append(Loss("damaged", note=f"not well-formed XML: {str(fault)[:200]}"))
