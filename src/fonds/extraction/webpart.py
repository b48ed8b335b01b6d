"""HTML within books and mail, read by the reader of web pages."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import attrs
from lxml import etree

from fonds.extraction.assembly import Assembly
from fonds.extraction.options import ExtractOptions, MainRule
from fonds.extraction.xhtml import XhtmlPage
from fonds.formats import charsets
from fonds.model import Block, Extraction, Identification

_extract: Callable[..., Extraction] | None
try:
    _extract = import_module("fonds.extraction.html").extract
except (ImportError, AttributeError):  # the parser of web pages is not installed
    _extract = None


def read_html(
    data: bytes,
    assembly: Assembly,
    options: ExtractOptions,
    place: Mapping[str, Any],
    charset: str | None = None,
    *,
    exact: bool = True,
) -> None:
    """Put the full text of an HTML part into the assembly.

    ``exact`` says that the bytes are the document's own, so that their offsets mean something.
    """
    if _extract is not None:
        inner = attrs.evolve(options, main_rule=MainRule.NONE)
        found = _extract(data, Identification("text/html", charset), inner)
        if not exact:
            found = attrs.evolve(found, blocks=tuple(map(_without_bytes, found.blocks)))
        assembly.embed(found, place)
        return
    if len(data) > options.limits.html:
        note = f"HTML over {options.limits.html} bytes (limits.html)"
        assembly.lose("limit", note=note, place=dict(place))
        return
    codec = charsets.canonical(charset or "") or "utf-8"
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    text = data.decode(charsets.codec(codec) or "utf-8", "replace")
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        if text.strip():
            assembly.lose("damaged", note="not readable as HTML", place=dict(place))
        return
    XhtmlPage(assembly, str(place.get("part", ""))).read(root)


def _without_bytes(block: Block) -> Block:
    return block._replace(place={k: v for k, v in block.place.items() if k != "bytes"})
