"""Expand captures: yield each as it is, and after a container the members that it holds."""

import contextlib
import os
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from typing import Any, BinaryIO

from fonds.closing import Closing
from fonds.errors import (
    ContainerLimitError,
    DamagedContainerError,
    SourceError,
    UnsupportedMemberError,
)
from fonds.sources import table
from fonds.sources.containers import kinds, mailbox_members, records, tar_members, zip_members
from fonds.sources.containers.limits import ExpandLimits
from fonds.sources.containers.member import ContainerMember, MemberCapture, copy
from fonds.sources.containers.pieces import unpack
from fonds.sources.containers.record import RecordCapture
from fonds.sources.files.capture import FileCapture, SpooledCapture
from fonds.sources.files.reading import display_of, stamp_of
from fonds.sources.source import Capture, Refusal, Within, quoted
from fonds.sources.web.capture import WebCapture
from fonds.sources.web.wacz import MANIFEST, Upstream, upstream_of
from fonds.sources.web.web_archive import Earlier, Holder, WebArchiveReader

_TEXTS = b"""
    .txt .md .rst .html .htm .xhtml .json .jsonl .csv .tsv .toml .yaml .yml .py .c .h .cpp .js
    .ts .css .java .go .rs .rb .pl .php .sh .po .log .srt .vtt .ini .cfg .tex .docx .xlsx .pptx
    .odt .ods .odp .epub .pdf .jpg .jpeg .png .gif .webp .heic .tif .tiff
"""
_AS_TEXT = tuple(_TEXTS.split())
"""Ends of names of which the content is not looked at: opening each file of a tree costs time."""


_TAIL = 1 << 18  # bytes at the end of a ZIP in which its directory names the last members

Reader = Callable[[BinaryIO, int], Iterator[ContainerMember | tuple[bytes, SourceError]]]
_READERS: dict[str, Reader] = {
    "zip": zip_members.members,
    "tar": tar_members.members,
    "mailbox": mailbox_members.members,
}


_RECORDS = ("wordpress", "table")


class Expansion(Closing):
    """Expands captures; holds the temporary files that unpacked containers lie in until closed.

    ``is_document`` is asked of a ZIP, with its head and its file: an office file is a document
    and no container. With ``members_only`` a container itself is not yielded. No path is ever
    made of a name that stands in a container. ``columns`` says which tables are read by rows,
    ``earlier`` what the archive has of an address and a time.
    """

    def __init__(
        self,
        is_document: Callable[[bytes, BinaryIO], bool],
        limits: ExpandLimits | None = None,
        columns: table.Columns | None = None,
        *,
        members_only: bool = False,
        earlier: Earlier = lambda address, date: None,
    ) -> None:
        self.is_document = is_document
        self.limits = limits or ExpandLimits()
        self.columns = columns or table.Columns()
        self.members_only = members_only
        self.earlier = earlier
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._spooled = 0
        self._upstream: Upstream | None = None  # of the ZIP that is being read

    def close(self) -> None:
        """Remove the temporary files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def captures(self, captures: Iterable[Capture | Refusal]) -> Iterator[Capture | Refusal]:
        """Yield captures, each container followed by its members. Lazily, one at a time.

        Cost: of a file whose name is not that of a text one look at its first 4 KiB.
        """
        for capture in captures:
            file = _file_of(capture)
            kind = None if file is None else self._kind(file)
            if file is None or kind is None or isinstance(capture, Refusal):
                yield capture
                continue
            if not self.members_only:
                yield capture
            yield from self._members(file, kind, capture.target, capture.display, 1)

    def _members(
        self, file: FileCapture, kind: str, target: str, display: str, depth: int
    ) -> Iterator[Capture | Refusal]:
        cut: SourceError | None = None
        try:
            if kind.startswith("tar."):
                file, cut = self._unpacked(file, kind[4:])
                kind = "tar"
            with file.open() as opened:
                if kind == "web-archive":
                    yield from self._captures_of(opened.stream, file, target, display)
                elif kind in _RECORDS:
                    yield from self._records(opened.stream, file, kind, target, display)
                else:
                    yield from self._listed(opened.stream, file, kind, target, display, depth)
        except SourceError as e:
            yield _refusal(display, target, b"", e)
        if cut is not None:
            yield _refusal(display, target, b"", cut)

    def _listed(
        self,
        stream: BinaryIO,
        file: FileCapture,
        kind: str,
        target: str,
        display: str,
        depth: int,
    ) -> Iterator[Capture | Refusal]:
        most = min(self.limits.unpacked, self.limits.ratio * file.stamp.size + (64 << 20))
        taken = 0
        names: set[bytes] = set()
        if kind == "zip":
            self._upstream = _wacz(stream, self.limits.entries)
            for name, error in self._upstream.problems if self._upstream else ():
                yield _refusal(display, target, name, error)
        for found in _READERS[kind](stream, self.limits.entries):
            if not isinstance(found, ContainerMember):
                yield _refusal(display, target, *found)
                continue
            taken += found.piece.size
            if taken > most:
                error = ContainerLimitError("more bytes than the limit", limit=most)
                yield _refusal(display, target, found.name, error)
                return
            if found.name in names:
                twice = UnsupportedMemberError("another member has this name")
                yield _refusal(display, target, found.name, twice)
                continue
            names.add(found.name)
            yield from self._one(file, found, target, display, depth)

    def _records(
        self, stream: BinaryIO, file: FileCapture, kind: str, target: str, display: str
    ) -> Iterator[Capture | Refusal]:
        """Yield the records of a file that holds many, and what cannot be read of it."""
        holder = records.HolderFile(target, display)
        found = (
            records.posts(stream, holder)
            if kind == "wordpress"
            else records.rows(stream, file.relative, self.columns, holder)
        )
        for one in found:
            if isinstance(one, RecordCapture):
                yield one
            else:
                place, error = one
                yield _refusal(display, target, place.encode("utf-8", "surrogatepass"), error)

    def _captures_of(
        self, stream: BinaryIO, file: FileCapture, target: str, display: str
    ) -> Iterator[Capture | Refusal]:
        """Yield what a web archive holds, and what cannot be read of it."""

        @contextlib.contextmanager
        def reopen() -> Iterator[BinaryIO]:
            with file.open() as opened:
                yield opened.stream

        holder = Holder(target, display, reopen, self._upstream, self.earlier)
        for one in WebArchiveReader(stream, holder).captures():
            if isinstance(one, WebCapture):
                yield one
            else:
                place, error = one
                yield _refusal(display, target, place.encode("utf-8", "surrogatepass"), error)

    def _one(
        self, file: FileCapture, found: ContainerMember, target: str, display: str, depth: int
    ) -> Iterator[Capture | Refusal]:
        facts = {} if found.modified is None else {"modified": found.modified}
        place = display_of(found.name)
        member = MemberCapture(
            file,
            found.piece,
            f"{display}!/{place}",
            f"{target}!/{quoted(found.name)}",
            Within(target, place, facts),
        )
        try:
            kind = _kind_inside(member)
        except SourceError as e:
            yield _refusal(display, target, found.name, e)
            return
        if kind is None:
            yield member
            return
        if not self.members_only:
            yield member
        if depth >= self.limits.depth:
            error = ContainerLimitError(
                "containers lie deeper in one another than the limit", limit=self.limits.depth
            )
            yield _refusal(member.display, member.target, b"", error)
            return
        try:
            inner = self._spool(unpack_of(member), member.display, member.target)
            if kind == "zip" and self._is_document(inner):
                if self.members_only:
                    yield member
                return
        except SourceError as e:
            yield _refusal(member.display, member.target, b"", e)
            return
        yield from self._members(inner, kind, member.target, member.display, depth + 1)

    def _spool(self, chunks: Iterator[bytes], display: str, target: str) -> FileCapture:
        """Write bytes into a temporary file of a name of ours; return it as a file."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="fonds-")
        self._spooled += 1
        path = os.path.join(self._folder.name, str(self._spooled))  # noqa: PTH118
        with open(path, "xb") as out:
            copy(chunks, out)
            state = os.fstat(out.fileno())
        real = os.fsencode(os.path.realpath(path))
        return FileCapture(real, display, os.fsencode(target), state.st_dev, stamp_of(state))

    def _unpacked(self, file: FileCapture, packer: str) -> tuple[FileCapture, SourceError | None]:
        """Unpack a compressed TAR file, whose members can only be read in order.

        What can be unpacked is there; the error says why it ends before its end.
        """
        most = min(self.limits.unpacked, self.limits.ratio * file.stamp.size + (64 << 20))
        ended: list[SourceError] = []
        with file.open() as opened:
            chunks = _until_error(_bounded(_decompressed(opened.stream, packer), most), ended)
            spooled = self._spool(chunks, file.display, file.target)
        return spooled, ended[0] if ended else None

    def _kind(self, file: FileCapture) -> str | None:
        """Return what kind of container a file is, None where it is none or cannot be read.

        That it cannot be read is said when it is ingested.
        """
        name = file.relative.lower()
        if self.columns.text is not None and name.endswith(table.ENDS):
            return "table"
        if file.stamp.size < 32 or name.endswith(_AS_TEXT):
            return None
        with contextlib.suppress(SourceError, OSError), file.open() as opened:
            head = opened.stream.read(kinds.HEAD)
            kind = kinds.kind_of(head)
            if kind == "zip" and self.is_document(head, opened.stream):
                return None
            return kind
        return None

    def _is_document(self, file: FileCapture) -> bool:
        with file.open() as opened:
            return self.is_document(opened.stream.read(kinds.HEAD), opened.stream)


def _wacz(stream: BinaryIO, most: int) -> Upstream | None:
    """Return what a ZIP says of its members where it is a WACZ, as the end of the file shows."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    if MANIFEST not in stream.read(_TAIL):
        return None
    found = zip_members.members(stream, most)
    pieces = {one.name: one.piece for one in found if isinstance(one, ContainerMember)}
    return upstream_of({name: partial(unpack, stream, piece) for name, piece in pieces.items()})


def unpack_of(member: MemberCapture) -> Iterator[bytes]:
    """Yield the bytes of a member. Raises: SourceError."""
    with member.file.open() as opened:
        yield from unpack(opened.stream, member.piece)


def _file_of(capture: Capture | Refusal) -> FileCapture | None:
    if isinstance(capture, SpooledCapture):
        return capture.file
    return capture if isinstance(capture, FileCapture) else None


def _kind_inside(member: MemberCapture) -> str | None:
    """Return what kind of container a member looks like. Raises: SourceError."""
    if member.piece.size < 32 or member.target.lower().encode().endswith(_AS_TEXT):
        return None
    return kinds.kind_of(member.head(kinds.HEAD))


def _decompressed(file: BinaryIO, packer: str) -> Iterator[bytes]:
    """Yield what is packed in a file. Raises: DamagedContainerError."""
    try:
        with _unpacker(file, packer) as opened:
            while chunk := opened.read1(1 << 20):  # which gives what there is before an error
                yield chunk
    except _errors_of(packer) as e:
        raise DamagedContainerError("its packed bytes are damaged", reason=str(e)) from e


def _unpacker(file: BinaryIO, packer: str) -> Any:  # noqa: ANN401 - each library has its own class
    module = import_module(_PACKERS[packer])
    if packer == "zst":
        unpacker = module.ZstdDecompressor(max_window_size=1 << 27)
        return unpacker.stream_reader(file, read_across_frames=True)
    return module.open(file)


def _errors_of(packer: str) -> tuple[type[Exception], ...]:
    """What unpacking damaged bytes raises: two libraries have classes of their own."""
    module = import_module(_PACKERS[packer])
    own = [getattr(module, name, None) for name in ("LZMAError", "ZstdError")]
    return (EOFError, ValueError, OSError, zlib.error, *(one for one in own if one is not None))


_PACKERS = {"gz": "gzip", "bz2": "bz2", "xz": "lzma", "zst": "zstandard"}


def _until_error(chunks: Iterator[bytes], ended: list[SourceError]) -> Iterator[bytes]:
    """Yield chunks up to the first error, which is kept."""
    try:
        yield from chunks
    except SourceError as e:
        ended.append(e)


def _bounded(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise ContainerLimitError("it unpacks to more bytes than the limit", limit=most)
        yield chunk


def _refusal(display: str, target: str, name: bytes, error: SourceError) -> Refusal:
    shown = f"{display}!/{display_of(name)}" if name else display
    inside = os.fsencode(target.removeprefix("file:///")) + (b"!/" + name if name else b"")
    return Refusal(b"", shown, inside, error)
