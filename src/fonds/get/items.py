"""The versions that ``get`` can write: those of an archive, of an evidence file, of a bundle."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

import attrs

from fonds.archive import OpenArchive, Version, find, newest
from fonds.archive.listing import folded, readable
from fonds.archive.lookup import split_version
from fonds.errors import (
    DigestMismatchError,
    FormatError,
    NoSuchFileError,
    NoTextError,
    UnknownDocumentError,
    UsageError,
    WithdrawnError,
)
from fonds.formats import prov
from fonds.formats.bundle import DATA, TEXT, TEXT_ROLES, BundleEntry
from fonds.formats.bundle_reader import Scanned, member_table, scan
from fonds.formats.warc import reader as warc_read
from fonds.formats.withdrawal import Withdrawn
from fonds.storage.reading import open_for_reading

Part = Literal["raw", "text", "cleaned"]
PARTS: tuple[Part, ...] = ("raw", "text", "cleaned")

TEXT_LIMIT = 1 << 30  # bytes of a text or of a provenance record that are held


@attrs.frozen
class Item:
    """One version that is to be written out.

    ``version`` is its number, of an evidence file the place of its statement there. ``chunks``
    yields the bytes of a part; their digest is checked with the last of them. ``numbered`` says
    that the version was asked for by its number.
    """

    identifier: str
    document: str
    version: int
    chunks: Callable[[Part], Iterator[bytes]]
    numbered: bool = False


# --- of an archive --------------------------------------------------------------------------------
def items_named(archive: OpenArchive, names: Sequence[str]) -> Iterator[Item]:
    """Yield the versions that names mean. Raises: UnknownDocumentError, AmbiguousNameError."""
    for name in names:
        version = find(archive, name)
        numbered = split_version(name)[1] is not None
        yield _item(version, numbered=numbered)


def items_of(archive: OpenArchive) -> Iterator[Item]:
    """Yield the newest version of every document that was not withdrawn."""
    for row in newest(archive):
        if not row.withdrawn:
            yield _item(Version(archive, row))


def _item(version: Version, *, numbered: bool = False) -> Item:
    def chunks(part: Part) -> Iterator[bytes]:
        if version.withdrawn:
            raise WithdrawnError("this version was withdrawn", leaf=version.leaf)
        if part == "raw":
            yield from version.chunks()
            return
        text = version.text if part == "text" else version.cleaned
        if text is None:
            raise NoTextError("the document has no text", document=version.identifier)
        yield text.encode("utf-8", "surrogatepass")

    return Item(version.identifier, version.document, version.number, chunks, numbered)


# --- of a file ------------------------------------------------------------------------------------
@attrs.frozen
class EvidenceFile:
    """An evidence file or a bundle that is open: what it holds can be written out.

    Every record is checked against its statement. Whether the statements are those of a log is
    for ``fonds verify`` to say.
    """

    file: BinaryIO
    scanned: Scanned
    starts: dict[str, int]

    @classmethod
    def open(cls, path: Path) -> "EvidenceFile":
        """Open a file. Raises: NoSuchFileError, FormatError, StorageError."""
        if not path.is_file():
            raise NoSuchFileError("there is no such file", path=str(path))
        file = open(open_for_reading(path.resolve()), "rb")  # noqa: SIM115 - held while it is used
        try:
            scanned = scan(file)
            table = member_table(file)
        except BaseException:
            file.close()
            raise
        return cls(file, scanned, {DATA: table[DATA].data, TEXT: table[TEXT].data})

    def items(self, names: Sequence[str] = ()) -> Iterator[Item]:
        """Yield the versions of some documents, or all. Raises: UnknownDocumentError."""
        entries = list(enumerate(self.scanned.entries, 1))
        wanted = [(n, e) for n, e in entries if isinstance(e, BundleEntry)]
        for name in names:
            if not any(_is_called(entry, name) for _, entry in wanted):
                raise UnknownDocumentError("no document of the file has this name", name=name)
        for number, entry in wanted:
            if not names or any(_is_called(entry, name) for name in names):
                yield Item(entry.identifier, entry.doc, number, self._reader(entry))

    def _reader(self, entry: BundleEntry) -> Callable[[Part], Iterator[bytes]]:
        def chunks(part: Part) -> Iterator[bytes]:
            if part == "raw":
                return self._record(entry, "raw")
            if part == "cleaned" and "cleaned" in entry.places:
                return self._record(entry, "cleaned")
            if "text" in entry.places:
                return self._record(entry, "text")
            prov_record = prov.parse(b"".join(self._record(entry, "prov")))
            if prov.attributes(prov_record, "text").get("f:sameAs") != "raw":
                raise NoTextError("the document has no text", document=entry.identifier)
            return self._record(entry, "raw")

        return chunks

    def _record(self, entry: BundleEntry, role: str) -> Iterator[bytes]:
        """Yield a record's block; its length and digest are checked with the last piece."""
        ref = next((one for one in entry.records if one.role == role), None)
        if ref is None or role not in entry.places:
            raise FormatError("the file does not hold this record of a version", role=role)
        member = TEXT if role in TEXT_ROLES else DATA
        offset, length = entry.places[role]
        record, pieces = warc_read.open_at(self.file, self.starts[member] + offset, length)
        if record.type == "revisit":
            yield from self._record(self._first_with(ref.sha256, entry), role)
            return
        digest, size = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            yield piece
        if size != ref.size or digest.hexdigest() != ref.sha256:
            raise DigestMismatchError("a record contradicts its statement", role=role)

    def _first_with(self, sha256: str, entry: BundleEntry) -> BundleEntry:
        for one in self.scanned.entries:
            if one is entry:
                break
            if not isinstance(one, Withdrawn) and one.raw.sha256 == sha256 and "raw" in one.places:
                return one
        raise FormatError("a record points to one that is not in the file")

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _is_called(entry: BundleEntry, name: str) -> bool:
    """Whether a document of a file has this name: identifier, path or its end, or id."""
    if split_version(name)[1] is not None and name != entry.identifier:
        raise UsageError("a document in a file is named without @N", name=name)
    path, wanted = folded(readable(entry.identifier)), folded(readable(name))
    if name in (entry.identifier, entry.doc) or path == wanted or path.endswith(f"/{wanted}"):
        return True
    return len(name) >= 4 and entry.doc.removeprefix("urn:uuid:").startswith(name.lower())


__all__ = ["PARTS", "EvidenceFile", "Item", "Part", "items_named", "items_of"]
