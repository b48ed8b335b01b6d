"""Transfer encodings and charsets of mail, undone by their word or by what the bytes are. Pure.

Source: RFC 2045, section 6 (transfer encodings); RFC 6657 (the default charset).
"""

import binascii
import re

from fonds.formats import charsets
from fonds.model import Loss

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")
_BAD_SHARE = 10  # one character in so many that is no base64, and it is no base64 at all
_MULTI = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_WIDE = frozenset({"big5", "big5-hkscs", "euc-jp", "euc-kr", "gb2312", "gbk", "gb18030",
                   "shift_jis", "johab"})  # fmt: skip
_MEANS_NOTHING = frozenset({"", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "unknown",
                            "8bit", "7bit", "binary", "default", "_autodetect"})  # fmt: skip
_UU_LINE = re.compile(rb"^begin [0-7]{3,4} [^\r\n]{1,255}\r?\n", re.MULTILINE)


def undone(raw: bytes, encoding: str) -> tuple[bytes, Loss | None]:
    """Return a body without its transfer encoding, and what was wrong with it."""
    encoding = encoding.strip().strip("\"'").lower()
    if encoding == "base64":
        return _base64(raw)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(raw), None
    if encoding in ("x-uuencode", "uuencode", "x-uue"):
        return _uuencoded(raw)
    if encoding in ("", "7bit", "8bit", "binary"):
        return raw, None
    return raw, Loss("damaged", note=f"the transfer encoding {encoding[:40]!r} is not known")


def _base64(raw: bytes) -> tuple[bytes, Loss | None]:
    loss = None
    clean = raw.translate(None, b" \t\r\n")
    stop = clean.find(b"=")
    if 0 <= stop < len(clean.rstrip(b"=")):
        # a list's footer after the padding is not part of it
        clean = clean[: stop + 4 - stop % 4] if stop % 4 else clean[:stop]
        loss = Loss("damaged", note="something stands after the end of base64")
    kept = _NOT_BASE64.sub(b"", clean)
    bad = len(clean) - len(kept)
    if bad * _BAD_SHARE > len(clean):
        return b"", Loss("damaged", note="what is said to be base64 is none")
    kept = kept.rstrip(b"=")
    if bad or len(kept) % 4 == 1:
        loss = Loss("damaged", max(1, bad), note="base64 with characters that are none, or cut")
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)), loss


def _uuencoded(raw: bytes) -> tuple[bytes, Loss | None]:
    begin = _UU_LINE.search(raw)
    if begin is None:
        return raw, Loss("damaged", note="what is said to be uuencoded is not")
    out: list[bytes] = []
    for line in raw[begin.end() :].splitlines():
        if line == b"end":
            return b"".join(out), None
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            return b"".join(out), Loss("damaged", note="a line that is not uuencoded")
    return b"".join(out), Loss("damaged", note="uuencoded text without its end")


def to_text(raw: bytes, label: str) -> tuple[str, Loss | None]:
    """Decode bytes by a label, or by what they are where the label cannot be right."""
    return decoded(raw, label, where=f"text labelled {label[:40]!r}")


def decoded(raw: bytes, label: str, *, where: str) -> tuple[str, Loss | None]:
    """Return text and a loss where the stated charset is missing, unknown, or not what it is."""
    if raw.isascii() and b"\x1b" not in raw and not _may_hide(label):
        return raw.decode("ascii"), None
    means_nothing = label.strip().lower() in _MEANS_NOTHING
    name = None if means_nothing else charsets.canonical(label)
    utf8 = _is_utf8(raw)
    if name is None:
        why = (
            "no charset is stated" if means_nothing else f"the charset {label[:40]!r} is not known"
        )
        if utf8:
            found, loss = (
                "utf-8",
                None if means_nothing else Loss("charset", note=f"{where}: {why}; read as UTF-8"),
            )
        else:
            found, loss = (
                "windows-1252",
                Loss("charset", note=f"{where}: {why}; read as windows-1252"),
            )
        return raw.decode(charsets.codec(found) or "utf-8", "replace"), loss
    if name != "utf-8" and utf8 and not charsets.is_wide(name):
        needed = 4 if name in _WIDE else 2
        if len(_MULTI.findall(raw, 0, 65_536)) >= needed and not name.startswith(
            ("iso-2022", "hz")
        ):
            note = f"{where}: labelled {name}, and valid UTF-8; read as UTF-8"
            return raw.decode("utf-8"), Loss("charset", note=note)
    return _by(raw, name, where)


def _may_hide(label: str) -> bool:
    """Say whether ASCII bytes may mean other characters under a label."""
    return label.strip().lower().startswith(("utf-16", "utf-32", "hz", "utf-7", "iso-2022"))


def _by(raw: bytes, name: str, where: str) -> tuple[str, Loss | None]:
    codec = charsets.codec(name) or "utf-8"
    if name == "iso-8859-1" and any(0x80 <= byte <= 0x9F for byte in raw):
        codec = "cp1252"  # as practice has it: ISO 8859-1 has no printable character there
    try:
        return raw.decode(codec), None
    except UnicodeError:
        text = raw.decode(codec, "replace")
        return text, Loss("undecodable", max(1, text.count("\ufffd")), note=f"{where}: not {name}")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
