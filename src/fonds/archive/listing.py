"""Select and sort documents: by words, type, time, language."""

import fnmatch
import heapq
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

import attrs

from fonds.archive.handle import OpenArchive
from fonds.archive.lookup import newest
from fonds.archive.version import Version
from fonds.catalog import VersionRow
from fonds.catalog.rows import LAST_ROLE, place_of
from fonds.errors import UsageError
from fonds.formats import prov

_FILE = "file:///"
_SINCE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d)?)?Z?)?)?)?")
_UNSAFE = re.compile(r"%[0-7][0-9A-Fa-f]")

SORTS = ("added", "name", "title", "size", "date", "type")
"""What documents can be sorted by."""


def readable(identifier: str) -> str:
    r"""Return an identifier for people: a path without ``file:///``, its letters decoded.

    Bytes that are not UTF-8 show as ``\xf1``. A URL keeps the escapes of ASCII characters, which
    mean something in it.

    >>> readable("file:///a%20b/%C3%A9.txt"), readable("https://e.example/%D8%AA?q=a%26b")
    ('a b/é.txt', 'https://e.example/ت?q=a%26b')
    """
    if "%" not in identifier:
        return identifier.removeprefix(_FILE)
    if identifier.startswith(_FILE):
        return unquote_to_bytes(identifier[len(_FILE) :]).decode("utf-8", "backslashreplace")
    kept = _UNSAFE.sub(lambda match: "%25" + match[0][1:], identifier)
    try:
        return unquote_to_bytes(kept).decode()
    except UnicodeDecodeError:
        return identifier


@attrs.frozen
class Listing:
    """Which documents are wanted, and in which order.

    ``contains`` is looked for in identifiers, readable names and titles, whatever its case.
    ``media_type`` is a type (``text/plain``), a family (``image``), a pattern (``image/*``) or a
    part of a subtype (``pdf``). ``since`` is a time, or its beginning (``2026``, ``2026-11-30``).
    ``language`` is a tag that was stated or found (``ar`` fits ``ar-EG``).
    """

    contains: str = ""
    media_type: str | None = None
    since: str | None = None
    language: str | None = None
    sort: str = "added"
    reverse: bool = False
    limit: int | None = None

    def __attrs_post_init__(self) -> None:
        if self.since is not None and not _SINCE.fullmatch(self.since):
            raise UsageError("a time is written 2026-11-30 or 2026-11-30T12:00", since=self.since)
        if self.sort not in SORTS:
            raise UsageError("documents cannot be sorted by this", sort=self.sort)


def select(
    archive: OpenArchive, listing: Listing, *, checked: bool = False
) -> Iterator[VersionRow]:
    """Yield the newest version of each document that is wanted; ``checked`` as ``newest`` says.

    Cost: a pass over the catalogue; a language reads each document's provenance, and an order
    other than ``added`` holds the rows that are asked for.
    Raises: CatalogDamagedError; IntegrityError where a language is asked for.
    """
    rows = newest(archive, checked=checked)
    found = (row for row in rows if _is_wanted(archive, row, listing))
    if listing.sort == "added" and not listing.reverse:
        yield from (row for _, row in zip(_counted(listing.limit), found, strict=False))
        return
    key = _KEYS[listing.sort]
    if listing.limit is None:
        yield from sorted(found, key=key, reverse=listing.reverse)
    elif listing.reverse:
        yield from heapq.nlargest(listing.limit, found, key=key)
    else:
        yield from heapq.nsmallest(listing.limit, found, key=key)


def _counted(limit: int | None) -> Iterator[int]:
    number = 0
    while limit is None or number < limit:
        yield number
        number += 1


_KEYS: dict[str, Callable[[VersionRow], Any]] = {
    "added": lambda row: row.leaf,
    "name": lambda row: folded(readable(row.identifier)),
    "title": lambda row: folded(row.title),
    "size": lambda row: row.size,
    "date": lambda row: (row.at, row.leaf),
    "type": lambda row: (row.type, row.leaf),
}


def _is_wanted(archive: OpenArchive, row: VersionRow, listing: Listing) -> bool:
    if listing.since is not None and not row.at >= listing.since.removesuffix("Z"):
        return False
    if listing.media_type is not None and not _is_of_type(row.type, listing.media_type):
        return False
    if listing.contains and not _contains(row, listing.contains):
        return False
    return listing.language is None or _is_in(archive, row, listing.language)


def _contains(row: VersionRow, text: str) -> bool:
    wanted = folded(text)
    texts = (row.title, readable(row.identifier), row.identifier)
    return any(wanted in folded(one) for one in texts)


def folded(text: str) -> str:
    """Return a text for comparison: without case, and composed as Unicode composes it."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _is_of_type(content_type: str, wanted: str) -> bool:
    wanted = wanted.removesuffix("/")  # "text/" is the family
    media_type = content_type.partition(";")[0].strip().lower()
    wanted = wanted.lower()
    family, _, subtype = media_type.partition("/")
    if "*" in wanted or "?" in wanted:
        return fnmatch.fnmatchcase(media_type, wanted)
    if "/" in wanted:
        return media_type == wanted
    return wanted in (family, subtype) or wanted in re.split(r"[.+-]", subtype)


def _is_in(archive: OpenArchive, row: VersionRow, wanted: str) -> bool:
    """Whether a document is in a language, as somebody stated or as its letters say."""
    if row.withdrawn:
        return False
    tag = language_of(Version(archive, row)).lower()
    return tag == wanted.lower() or tag.startswith(wanted.lower() + "-")


def language_of(version: Version) -> str:
    """Return the language tag that was stated of a document, else the one found; or nothing."""
    own = version.own_provenance
    stated = prov.metadata_of(own, "stated").get("language")
    if isinstance(stated, list):
        stated = stated[0] if stated else None
    found = prov.attributes(own, "text").get("f:language", "")
    return str(stated or str(found).partition(" ")[0])


def version_rows(
    archive: OpenArchive, documents: Iterable[VersionRow]
) -> Iterator[tuple[str, int, str, str, str, str, str, int, str]]:
    """Yield the versions of documents, of each in the order in which they were captured.

    Shape: identifier, number, kind, captured, at, sha256, type, size, title. Cost: a look at the
    catalogue for each document; of a version that came from the web a read of its exchange.
    """
    for document in documents:
        rows = [row for row in archive.catalog.versions_of(document.doc) if not row.withdrawn]
        dated = [(_captured(archive, row), row) for row in rows]
        for captured, row in sorted(dated, key=lambda one: (one[0], one[1].number)):
            yield (
                row.identifier, row.number, row.kind, captured, row.at, row.sha256.hex(), row.type,
                row.size, row.title,
            )  # fmt: skip


def _captured(archive: OpenArchive, row: VersionRow) -> str:
    if place_of(row.places, LAST_ROLE) is None:
        return row.at
    return Version(archive, row).captured
