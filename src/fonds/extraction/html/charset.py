"""Which charset a web page is in, as the HTML standard says, and its text. Pure.

A byte order mark decides, then what the HTTP header said, then ``<meta>``, then what
identification found out. Two things differ from browsers, both told: bytes that are valid UTF-8
are read as UTF-8 whatever a label says (the label is then a finding: pages saved by browsers keep
their old one), and a page with no label is not guessed to be Western.
Source: WHATWG HTML, section 13.2.3.2; WHATWG Encoding, section 4.2.
"""

import re
from typing import NamedTuple

from fonds.formats import charsets
from fonds.model import Identification, Loss

PRESCAN = 64 * 1024
"""Bytes in which ``<meta>`` is looked for: a browser that meets one later begins again."""

ONE_IN = 100  # one broken character in so many, and a label is not believed

# what browsers take a label for, where that is another charset than it names
_IN_BROWSERS = {
    "us-ascii": "windows-1252",
    "iso-8859-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "windows-874",
    "tis-620": "windows-874",
    "x-user-defined": "windows-1252",
    "utf-16": "utf-8",  # of <meta>: it could not be read if it were true
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "utf-32": "utf-8",
}
_META = re.compile(
    rb"""<meta[\s/][^>]{0,500}?charset\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9_.:-]{1,40})""", re.I
)
_XML = re.compile(
    rb"""\s{0,8}<\?xml[^>]{0,200}?encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9_.:-]{1,40})"""
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.S)  # one never closed goes to the end: linear
_C1 = {byte: chr(byte) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_REPLACED = "\ufffd"


class Decoded(NamedTuple):
    """A page as text: the charset and who said it, what would not decode, what contradicts.

    ``codec`` is Python's name; ``mark`` the length of the byte order mark; ``text`` is None where
    nobody can say what the charset is.
    """

    text: str | None
    charset: str | None
    said_by: str
    codec: str
    mark: int
    losses: tuple[Loss, ...]


def decode(data: bytes, identification: Identification) -> Decoded:
    """Decode a page. What does not decode is U+FFFD and a loss, as in plain text."""
    if found := charsets.bom(data):
        mark, announced = found
        codec = _wide_codec(announced, mark)
        return _decoded(data, announced, "bom", codec, len(mark), ())
    label = _declared(identification)
    said_by = "header"
    if label is None:
        label, said_by = _prescan(data), "meta"
    charset = identification.charset
    if charset in ("utf-16le", "utf-16be", "utf-32le", "utf-32be"):
        return _decoded(data, charset, "content", charsets.codec(charset) or "", 0, ())
    utf8 = _valid_utf8(data)
    if label == "utf-8" or (label is None and utf8):
        charset, said_by = "utf-8", said_by if label else "content"
        if not utf8 and identification.charset not in (None, "utf-8") and _broken(data, "utf-8"):
            charset, said_by = identification.charset, "content"
        return _decoded(data, charset, said_by, charsets.codec(charset or "") or "utf-8", 0, ())
    if utf8 and not data.isascii():
        note = f"labelled {label} and valid UTF-8: read as UTF-8"
        losses = (Loss("charset-contradiction", note=note),)
        return _decoded(data, "utf-8", "content", "utf-8", 0, losses)
    if label is not None and not _broken(data, charsets.codec(label) or "utf-8"):
        return _decoded(data, label, said_by, charsets.codec(label) or "utf-8", 0, ())
    if charset is None:
        loss = Loss("charset", note="a page in a charset that is not known")
        return Decoded(None, None, "none", "", 0, (loss,))
    return _decoded(data, charset, "content", charsets.codec(charset) or "utf-8", 0, ())


def _decoded(
    data: bytes,
    charset: str | None,
    said_by: str,
    codec: str,
    mark: int,
    losses: tuple[Loss, ...],
) -> Decoded:
    body = data[mark:] if mark else data
    try:
        text = body.decode(codec)
    except UnicodeError as e:
        start = e.start if isinstance(e, UnicodeDecodeError) else 0
        if codec == "cp1252":  # browsers let its five undefined bytes through
            text = body.decode("latin-1").translate(_cp1252())
        else:
            text = body.decode(codec, "replace")
        count = text.count(_REPLACED) - body.decode(codec, "ignore").count(_REPLACED)
        if count > 0:
            losses = (*losses, Loss("undecodable", count, start + mark, f"not {charset}"))
    return Decoded(text, charset, said_by, codec, mark, losses)


def _cp1252() -> dict[int, str]:
    return {n: _C1.get(n) or bytes([n]).decode("cp1252") for n in range(0x80, 0xA0)}


def _declared(identification: Identification) -> str | None:
    """The charset of a Content-Type that was declared for the page."""
    for opinion in identification.opinions:
        if opinion.basis == "declared":
            match = re.search(r"charset=([A-Za-z0-9_.:-]{1,40})", opinion.note)
            if match:
                return _label(match[1])
    return None


def _prescan(data: bytes) -> str | None:
    """The charset that the page names in its first bytes, outside comments."""
    start = data[:PRESCAN]
    if b"<!--" in start:
        start = _COMMENT.sub(b"", start)
    match = _META.search(start) or _XML.match(start)
    return _label(match[1].decode("ascii")) if match else None


def _label(label: str) -> str | None:
    """What a label means to browsers; UTF-7 and what nobody knows mean nothing."""
    if label.lower() == "x-user-defined":
        return "windows-1252"
    charset = charsets.canonical(label)
    return _IN_BROWSERS.get(charset, charset) if charset else None


def _valid_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _broken(data: bytes, codec: str) -> bool:
    """Whether more than one character in a hundred does not decode."""
    text = data[: 4 * PRESCAN].decode(codec, "replace")
    return text.count(_REPLACED) * ONE_IN > len(text)


def _wide_codec(charset: str, mark: bytes) -> str:
    if charset in ("utf-16", "utf-32"):
        end = "be" if mark in (b"\xfe\xff", b"\x00\x00\xfe\xff") else "le"
        return f"{charset}-{end}"
    return charset
