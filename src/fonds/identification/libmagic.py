"""Ask libmagic about the first bytes. Loads a C library at the first call.

Two handles serve a process; python-magic locks them, so threads may share them. One is never
carried across ``fork`` by our own workers, which are spawned.
"""

import ctypes
import os
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fonds.model import Opinion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

TOOL = "libmagic"
_DATABASE_DIGITS = 16  # hex digits of the database's SHA-256 that name it in provenance


_NO_CHECK_TEXT = 0x20000  # MAGIC_NO_CHECK_TEXT: leaves out the guesses at kinds of text
_NOTHING = "application/octet-stream"  # what libmagic then calls a text


class _Handle(NamedTuple):
    magic: Any  # magic.Magic; python-magic is not typed
    other: Any  # the same, without guesses at kinds of text
    failure: type[Exception]
    version: str


def opinion(head: bytes) -> Opinion:
    """Return libmagic's media type for the first bytes of a document. Never raises on content."""
    handle = _handle()
    return _ask(handle, handle.magic, head)


def opinion_on_text(head: bytes) -> Opinion:
    """Return the format that a text is in truth (PDF, PostScript, RTF, …), or no media type.

    For a text whose kind is known by name: libmagic's guesses at kinds of text cost as much again
    as all the rest, and on so few bytes say little.
    """
    handle = _handle()
    found = _ask(handle, handle.other, head)
    if found.media_type != _NOTHING:
        return found
    note = f"no other format in the first {len(head)} bytes"
    return Opinion(TOOL, handle.version, "content", None, None, note)


def _ask(handle: _Handle, magic: Any, head: bytes) -> Opinion:  # noqa: ANN401 - not typed
    try:
        media_type, note = magic.from_buffer(head), ""
    except handle.failure as e:  # some files exceed libmagic's own limits
        media_type, note = None, f"libmagic gave up: {e}"[:200]
    return Opinion(TOOL, handle.version, "content", media_type, None, note)


def version() -> str:
    """Return libmagic's version and what names its database, since answers differ with both."""
    return _handle().version


@cache
def _handle() -> _Handle:
    magic = _load()
    number = magic.version()
    database = _database(magic)
    name = f"{number // 100}.{number % 100:02d}"
    if database is not None:
        name += f" database sha256:{sha256(database.read_bytes()).hexdigest()[:_DATABASE_DIGITS]}"
    file = str(database) if database else None
    full, other = (magic.Magic(mime=True, magic_file=file) for _ in range(2))
    other.flags |= _NO_CHECK_TEXT
    magic.magic_setflags(other.cookie, other.flags)
    return _Handle(full, other, magic.MagicException, name)


def _load() -> "ModuleType":
    """Import python-magic with the system's libmagic, or else with the one from PyPI.

    pylibmagic changes ``os.environ`` and ``ctypes`` for the whole process when it is imported,
    and child processes would inherit that; both are restored as soon as the library is loaded.
    """
    try:
        import magic
    except ImportError:
        with _unchanged_process():
            import pylibmagic  # noqa: F401 - it is imported for what it does on import
            import magic  # isort: skip - it finds the library only after pylibmagic
    return magic


@contextmanager
def _unchanged_process() -> "Iterator[None]":
    environment = dict(os.environ)
    init = ctypes.CDLL.__init__
    try:
        yield
    finally:
        for name in set(os.environ) - set(environment):
            del os.environ[name]
        os.environ.update(environment)
        ctypes.CDLL.__init__ = init  # type: ignore[method-assign]
        if hasattr(ctypes.CDLL, "__init_orig__"):
            del ctypes.CDLL.__init_orig__


def _loaded_from(magic: "ModuleType") -> Path | None:
    """The file that the library was loaded from; by its bare name where the loader searched."""
    library = Path(str(getattr(magic.libmagic, "_name", "")))
    if library.is_absolute():
        return library
    with suppress(OSError):
        for line in Path("/proc/self/maps").read_text().splitlines():
            path = line.partition("/")[2]
            if path.rpartition("/")[2].startswith("libmagic.so"):
                return Path("/" + path)
    return None


def _database(magic: "ModuleType") -> Path | None:
    """Find the compiled database that belongs to the library that was loaded.

    Named explicitly, because the default also reads ``/etc/magic``, which anyone may edit, and
    what the variable MAGIC names, which may be anything.
    """
    library = _loaded_from(magic)
    if library is not None and (beside := library.with_name("magic.mgc")).is_file():
        return beside  # the one from PyPI
    getpath = magic.libmagic.magic_getpath
    getpath.restype, getpath.argtypes = ctypes.c_char_p, [ctypes.c_char_p, ctypes.c_int]
    with _unchanged_process():
        os.environ.pop("MAGIC", None)
        default = os.fsdecode(getpath(None, 0) or b"")
    for entry in default.split(":"):
        for path in (Path(entry), Path(f"{entry}.mgc")):
            if path.suffix == ".mgc" and path.is_file():
                return path
    return None
