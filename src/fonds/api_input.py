"""Convert the inputs of API calls to sources. A part of ``fonds.api``."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias, cast

from fonds.errors import UsageError
from fonds.sources import BytesCapture, Capture, Excludes, Refusal, Source, target_of, walk
from fonds.sources.web.url import is_address

AnyPath: TypeAlias = str | PathLike[str]
"""A path, or whatever else names a document in an archive."""

AnySource: TypeAlias = AnyPath | Source | Capture | Refusal
"""A file or folder, something that yields captures, or a capture itself."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


def folder_of(path: AnyPath) -> Path:
    """Return the folder of an archive. Raises: UsageError for an address such as ``s3://…``."""
    if isinstance(path, str) and _ADDRESS.match(path):
        raise UsageError("an archive is a folder on this machine, not an address", given=path)
    return Path(path)


def names_of(given: AnyPath | Iterable[AnyPath]) -> list[str]:
    """Return names as a list: a single one is one name, not its letters."""
    if isinstance(given, str | PathLike):
        return [os.fspath(given)]
    return [os.fspath(name) for name in given]


def present_names(keywords: Mapping[str, Any]) -> dict[str, Any]:
    """Return keywords under their present names: ``clean`` became ``profile`` and ``derive``
    the opposite of ``capture_only`` after release 0.1.
    """
    named = dict(keywords)
    if "clean" in named:
        named["profile"] = named.pop("clean")
    if "derive" in named:
        named["capture_only"] = not named.pop("derive")
    return named


def sources_of(given: AnySource | Iterable[AnySource]) -> Iterable[AnySource]:
    """Return sources as an iterable: a single one is one source. Raises: UsageError for bytes."""
    if isinstance(given, bytes | bytearray | memoryview):
        raise UsageError("bytes in memory are archived with add(data, identifier)")
    if isinstance(given, str | PathLike) or hasattr(given, "captures") or hasattr(given, "target"):
        return [cast(AnySource, given)]
    return list(given) if isinstance(given, list | tuple) else given


def folders_among(given: Iterable[AnySource]) -> list[bytes]:
    """Return the real paths of the folders that are named, where the whole list is known."""
    if not isinstance(given, list):
        return []
    paths = [os.fspath(one) for one in given if isinstance(one, str | PathLike)]
    return [os.fsencode(os.path.realpath(path)) for path in paths if Path(path).is_dir()]


def captures_of(
    given: Iterable[AnySource],
    archive: Path,
    *,
    base: AnyPath | None,
    collection: str,
    excludes: Excludes | None = None,
    web: Callable[[str], Source],
) -> Iterator[Capture | Refusal]:
    """Walk paths lazily, ask sources, pass on captures. The archive itself is never a source.

    ``web`` makes a source of an address.

    The paths of a list are walked together, so that two files of one name are noticed.
    """
    info = archive.stat()
    skip = frozenset({(info.st_dev, info.st_ino)})
    settings: dict[str, Any] = {
        "base": os.fspath(base) if base is not None else None,
        "skip": skip,
        "collection": collection,
        "excludes": excludes,
    }
    paths: list[str] = []
    for item in given:
        if isinstance(item, str) and is_address(item):
            yield from web(item).captures()
        elif isinstance(item, str | PathLike):
            if isinstance(given, list):
                paths.append(os.fspath(item))
            else:
                yield from walk([os.fspath(item)], **settings)
        elif hasattr(item, "captures"):
            yield from item.captures()
        else:
            yield item
    if paths:
        yield from walk(paths, **settings)


def capture_in_memory(
    data: bytes | str, identifier: str, name: str | None, media_type: str | None
) -> BytesCapture:
    """Return a document whose bytes are in memory. Raises: UsageError.

    It is received under ``name``, else under the identifier, made a URI where it is none.
    """
    if not identifier:
        raise UsageError("a document in memory needs an identifier")
    if isinstance(data, str):
        try:
            data = data.encode()
        except UnicodeEncodeError as e:
            raise UsageError("this text has no bytes in UTF-8; give it as bytes", why=str(e)) from e
    path = (name or identifier).encode("utf-8", "surrogateescape").lstrip(b"/")
    target = identifier if not name and _URI.fullmatch(identifier) else target_of(path)
    return BytesCapture(bytes(data), target, {"format": media_type} if media_type else {})


def say_nothing(message: str) -> None:
    """Where nobody wants to hear notices."""
