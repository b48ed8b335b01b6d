"""Unique file names that every system accepts, made from identifiers."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote_to_bytes, urlsplit

import attrs

MAX_SEGMENT = 180  # bytes of a name in UTF-8, so that a number and an ending still fit
MAX_PATH = 900  # bytes of a path below the folder
MAX_DEPTH = 24  # folders

# What Windows, macOS or a terminal minds in a name: separators, wildcards, controls, bidi marks.
_UNSAFE = re.compile(
    '[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff'
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_RAW = re.compile("[\udc80-\udcff]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])( *\..*)?", re.S)


def safe_path(identifier: str) -> tuple[str, ...]:
    """Return the segments of a relative path for an identifier.

    A ``file:`` identifier gives its own path, a URL its host and path, others one name. What a
    system could mind becomes ``_``, bytes that are not UTF-8 become ``%F1``, a dot at the beginning
    ``_``. Shape: at least one segment, none empty, ``.`` or ``..``.

    >>> safe_path("file:///a/../b%3F.txt"), safe_path("file:///aux.txt")
    (('a', 'b_.txt'), ('_aux.txt',))
    >>> safe_path("https://e.example/a/?q=1")
    ('e.example', 'a', '_q=1')
    """
    segments = [safe_name(one) for one in _segments(identifier) if one not in ("", ".", "..")]
    path = tuple(segments) or ("document",)
    if len(path) > MAX_DEPTH or sum(len(one.encode()) + 1 for one in path) > MAX_PATH:
        digest = hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        path = ("long-names", f"{digest}-{path[-1]}")
    return path


def _segments(identifier: str) -> list[str]:
    if identifier.startswith("file:///"):
        return _decoded(identifier[8:]).split("/")
    try:
        parts = urlsplit(identifier)
        host = parts.hostname or ""
    except ValueError:
        return [_decoded(identifier)]
    if not host:
        return [_decoded(identifier)]
    path = _decoded(parts.path).split("/")
    return [host, *path, f"?{_decoded(parts.query)}" if parts.query else ""]


def _decoded(text: str) -> str:
    raw = unquote_to_bytes(text.encode("utf-8", "surrogatepass"))
    return _RAW.sub(lambda m: f"%{ord(m[0]) - 0xDC00:02X}", raw.decode("utf-8", "surrogateescape"))


def safe_name(name: str) -> str:
    """Return a name that no system reads as anything else: at most 180 bytes in UTF-8."""
    name = _UNSAFE.sub("_", name).strip()
    if name.startswith((".", "-", "~")):  # hidden files, options of commands, home folders
        name = "_" + name.lstrip(".") if name.startswith(".") else "_" + name
    name = name.rstrip(". ") or "_"
    if _RESERVED.fullmatch(name):
        name = "_" + name
    return _shortened(name)


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_SEGMENT:
        return name
    stem, ending = split_ending(name)
    room = MAX_SEGMENT - len(ending.encode()) - 9
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(". ") + "-" + digest + ending


def split_ending(name: str) -> tuple[str, str]:
    """Split a name before its ending; an ending is short and has no blank.

    >>> split_ending("a.tar.gz"), split_ending("v1. Draft of it")
    (('a.tar', '.gz'), ('v1. Draft of it', ''))
    """
    stem, dot, ending = name.rpartition(".")
    if not stem or not dot or len(ending) > 12 or " " in ending:
        return name, ""
    return stem, dot + ending


@attrs.define
class Names:
    """The names that were given in one folder. Cost: holds each of them once."""

    _files: set[str] = attrs.field(factory=set, init=False)
    _folders: set[str] = attrs.field(factory=set, init=False)

    def take(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return this path, or the next one like it that nothing has, also in another case.

        A folder may be shared; where a file has its name, it gets another one.
        """
        *folders, name = path
        for at, folder in enumerate(folders):
            folders[at] = _free(folders[:at], folder, self._files)
            self._folders.add(_key(folders[: at + 1]))
        name = _free(folders, name, self._files, self._folders)
        self._files.add(_key([*folders, name]))
        return (*folders, name)


def _free(folders: list[str], name: str, *taken: set[str]) -> str:
    """Return a name, or with a number the first that is not taken."""
    stem, ending = split_ending(name)
    number, tried = 1, name
    while any(_key([*folders, tried]) in names for names in taken):
        number += 1
        tried = f"{stem}~{number}{ending}"
    return tried


def _key(path: list[str]) -> str:
    """What two names have in common that some system takes for one."""
    text = "/".join(path)
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
