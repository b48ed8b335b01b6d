"""Find a document by what users type: identifier, path, id or digest."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import quote

from fonds.archive.catalog_check import ensure_all, has_all, renew_catalog
from fonds.archive.handle import OpenArchive
from fonds.archive.version import Version
from fonds.catalog import VersionRow
from fonds.catalog.rows import LAST_ROLE, place_of
from fonds.errors import (
    AmbiguousNameError,
    CatalogDamagedError,
    NoSuchVersionError,
    UnknownDocumentError,
    WithdrawnError,
)
from fonds.formats.canonical import UUID
from fonds.formats.statement import document_id
from fonds.formats.withdrawal import pseudonym

_FILE = "file:///"
_AT = re.compile(r"(?s)(.+)@(\d{1,9})")
_HEX = re.compile(r"[0-9a-fA-F]{4,64}")
_HEX_END = re.compile(r"[0-9a-fA-F]{4}(@\d{1,9})?\Z")
_T = TypeVar("_T")
_UUID = re.compile(f"(?:urn:uuid:)?((?i:{UUID}))")


def split_version(name: str) -> tuple[str, int | None]:
    """Split ``DOC@N``. A trailing ``@`` and digits are always a version number."""
    match = _AT.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, None)


def find(archive: OpenArchive, name: str, number: int | None = None) -> Version:
    """Return the version that ``name`` means: the one captured last, or the one asked for.

    A name is an identifier, a path (whole, or its end), a document id, or a prefix of at least
    four digits of the document's id or of the SHA-256 of its bytes. The catalogue says where to
    look; the log has to support what it says. Where it does not, the catalogue is rebuilt.
    Raises: UnknownDocumentError, AmbiguousNameError; CatalogDamagedError.
    """

    def found() -> Version:
        version = _find(archive, name, number)
        version.check()
        return version

    return _supported(archive, name, found)


def versions(archive: OpenArchive, name: str) -> list[Version]:
    """Return all versions of a document, oldest first, each supported by the log like ``find``'s.

    They follow one another as their statements say, so none is left out between two others.
    Raises: as ``find``.
    """

    def found() -> list[Version]:
        doc = _find(archive, name, None).document
        rows = archive.catalog.versions_of(doc)
        chain = [Version(archive, row) for row in rows]
        for number, version in enumerate(chain, 1):
            version.check()
            if version.number != number:
                raise CatalogDamagedError("it lacks versions of a document")
        return chain

    return _supported(archive, name, found)


def newest(
    archive: OpenArchive, contains: str = "", *, checked: bool = False
) -> Iterator[VersionRow]:
    """Yield the newest version of every document whose identifier contains a text, oldest first.

    The catalogue is rebuilt where it lacks documents of the log. Otherwise what it says of them
    is not compared with the log, unless it is to be ``checked``: then titles are those of the
    provenance. Cost: what ``has_all`` costs, and 10 us a document; 0.3 ms a document to check.
    Raises: CatalogDamagedError; IntegrityError where a bundle is damaged that is checked.
    """
    ensure_all(archive)
    renewed, yielded = False, 0
    while True:
        try:
            for row in itertools.islice(archive.catalog.documents(contains), yielded, None):
                yield _checked(archive, row) if checked else row
                yielded += 1
        except (CatalogDamagedError, WithdrawnError):  # the latter: it was withdrawn just now
            if renewed:
                raise
            renewed = True
            renew_catalog(archive)
        else:
            return


def _checked(archive: OpenArchive, row: VersionRow) -> VersionRow:
    version = Version(archive, row)
    version.check()
    return version.row._replace(title=version.title)


def _supported(archive: OpenArchive, name: str, find: Callable[[], _T]) -> _T:
    """Return what is found; where the log does not support it, look in a catalogue rebuilt."""
    try:
        return find()
    except (UnknownDocumentError, NoSuchVersionError):
        if has_all(archive) and archive.catalog.is_whole(digests=_HEX_END.search(name) is not None):
            raise
    except CatalogDamagedError:
        pass
    renew_catalog(archive)
    return find()


def _find(archive: OpenArchive, name: str, number: int | None) -> Version:
    if number is None and "@" not in name and (row := _newest(archive, name)) is not None:
        return Version(archive, _captured_last(archive, row))
    if number is None and not archive.catalog.latest(_doc(archive, _identifiers(name)[0])):
        name, number = split_version(name)
    doc, found_number = _document(archive, name)
    versions = archive.catalog.versions_of(doc)
    wanted = number if number is not None else found_number or len(versions)
    if not 1 <= wanted <= len(versions):
        raise NoSuchVersionError(
            "the document has no such version",
            name=name,
            asked=wanted,
            versions=len(versions),
        )
    if number is None and found_number is None:
        return Version(archive, _captured_last(archive, versions[-1]))
    return Version(archive, versions[wanted - 1])


def _captured_last(archive: OpenArchive, newest: VersionRow) -> VersionRow:
    """Return the version whose bytes were captured last: an older web archive may come later.

    Cost: nothing where no version came from the web; else a read of each one's exchange.
    """
    if newest.number == 1:
        return newest
    rows = [row for row in archive.catalog.versions_of(newest.doc) if not row.withdrawn]
    if not any(place_of(row.places, LAST_ROLE) for row in rows):
        return newest
    return max(rows, key=lambda row: (Version(archive, row).captured, row.number))


def _identifiers(name: str) -> list[str]:
    """Return the identifiers that a name may be: itself, and the URI of a path.

    A word of the command line that is not UTF-8 is the name of a file, and no identifier.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return [_file_uri(name)]
    return [name] if name.startswith(_FILE) else [name, _file_uri(name)]


def _doc(archive: OpenArchive, identifier: str) -> str:
    return document_id(archive.info.archive, identifier)


def _newest(archive: OpenArchive, name: str) -> VersionRow | None:
    """Return the newest version of what is called exactly so, by one look at the catalogue."""
    docs = [_doc(archive, text) for text in _identifiers(name)]
    if match := _UUID.fullmatch(name):
        docs.append(f"urn:uuid:{match[1].lower()}")
    found = archive.catalog.newest_rows(docs)
    return next((found[doc] for doc in docs if doc in found), None)


def _document(archive: OpenArchive, name: str) -> tuple[str, int | None]:
    """Return the document's id, and a version number where the name was of a version's bytes."""
    catalog = archive.catalog
    for identifier in _identifiers(name):
        doc = _doc(archive, identifier)
        if catalog.latest(doc):
            return doc, None
    if match := _UUID.fullmatch(name):
        doc = f"urn:uuid:{match[1].lower()}"
        if catalog.latest(doc):
            return doc, None
    for tail in _tails(name):
        if found := catalog.find_identifier(tail):
            return _only(archive, found, name), None
    digits = name.removeprefix("sha256:").removeprefix("urn:uuid:").replace("-", "").lower()
    if _HEX.fullmatch(digits):
        by_id = [(doc, None) for doc in catalog.find_document(digits)]
        by_bytes = catalog.find_digest(digits)
        docs = {doc for doc, _ in by_id} | {doc for doc, _ in by_bytes}
        if docs:
            doc = _only(archive, sorted(docs), name)
            # The same bytes may be several versions of the document: the newest is meant.
            return doc, max((n for d, n in by_bytes if d == doc), default=None)
    if (gone := _withdrawn(archive, name)) is not None:
        return gone, None
    raise UnknownDocumentError("no document has this name", name=name)


def _withdrawn(archive: OpenArchive, name: str) -> str | None:
    """Return what a document goes under that was withdrawn whole; only its key's holder can."""
    if not archive.any_withdrawn or not archive.can_write():
        return None
    secret = archive.signing_key().nonce
    docs = [_doc(archive, text) for text in _identifiers(name)]
    if match := _UUID.fullmatch(name):
        docs.append(f"urn:uuid:{match[1].lower()}")
    aliases = (pseudonym(doc, secret) for doc in docs)
    return next((alias for alias in aliases if archive.catalog.latest(alias)), None)


def _only(archive: OpenArchive, docs: list[str], name: str) -> str:
    if len(docs) > 1:
        docs = docs[:20]  # more help nobody
        rows = archive.catalog.newest_rows(docs)
        names = [(doc in rows and rows[doc].identifier) or doc for doc in docs]
        raise AmbiguousNameError("this name fits several documents", name=name, documents=names)
    return docs[0]


def _file_uri(path: str) -> str:
    return _FILE + quote(_bytes(path)).lstrip("/")


def _bytes(path: str) -> bytes:
    """Return the bytes of a path as the system has them."""
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a surrogate that stands for no byte: no file is called so
        return path.encode("utf-8", "surrogatepass")


def _tails(name: str) -> list[str]:
    """Ends of a path, the longest first: it may have been given from another folder.

    A whole identifier has none and means that document alone: where it was withdrawn, another one
    whose name ends alike may not be shown in its place.
    """
    if "://" in name:
        return []
    parts = [part for part in name.split("/") if part not in ("", ".", "..")]
    quoted = [quote(_bytes(part)) for part in parts]
    return ["/".join(quoted[i:]) for i in range(len(quoted))][:16]
