"""What UTF-8 looks like when it is read in a single-byte encoding, byte by byte. Floor 3, data."""

from functools import cache

# Western first: Latin-1 and Windows-1252 in one, since they differ in the C1 controls only.
CODECS = {
    "western": ("windows-1252", "latin-1"),
    "windows-1251": ("windows-1251",),
    "macroman": ("macroman",),
    "windows-1250": ("windows-1250",),
    "windows-1253": ("windows-1253",),
    "windows-1254": ("windows-1254",),
    "windows-1257": ("windows-1257",),
    "iso-8859-2": ("iso-8859-2",),
    "cp437": ("cp437",),
}


def _chars(encoding: str) -> list[str]:
    """Return what bytes 80 to FF mean; one without meaning is its C1 control, as browsers say."""
    out = []
    for byte in range(0x80, 0x100):
        try:
            out.append(bytes([byte]).decode(encoding))
        except UnicodeDecodeError:
            out.append(chr(byte))
    return out


@cache
def to_bytes(name: str) -> dict[str, int]:
    """Return which byte each character of a codec was."""
    found: dict[str, int] = {}
    for encoding in CODECS[name]:
        for byte, char in enumerate(_chars(encoding), 0x80):
            found.setdefault(char, byte)
    return found


def _all(low: int, high: int) -> str:
    tables = map(to_bytes, CODECS)
    return "".join(
        sorted({c for table in tables for c, byte in table.items() if low <= byte < high})
    )


def leads() -> str:
    """Return the characters that begin a sequence of UTF-8 in some codec."""
    return _all(0xC2, 0xF5)


def trails() -> str:
    """Return the characters that go on with one."""
    return _all(0x80, 0xC0)
