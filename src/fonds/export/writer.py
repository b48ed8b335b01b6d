"""Write the files of an export and remember their digests; the list of them comes last.

A file has its name when it is whole and on stable storage. ``fonds-export.json`` is written when
all others are there: an export without it is not whole, and says so.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import orjson

from fonds.storage.outgoing import OutgoingFolder

LIST = "fonds-export.json"
"""The file that says what an export holds."""


@attrs.frozen
class WrittenFile:
    """A file of an export: its path with ``/``, its size and its digests in hex."""

    path: str
    size: int
    sha256: str
    sha512: str


@attrs.define
class ExportWriter:
    """Writes files below a folder. What is there already with the same bytes is well: an export
    that was cut off goes on by being run again.
    """

    out: OutgoingFolder
    files: list[WrittenFile] = attrs.field(factory=list)

    def write(self, path: Sequence[str], chunks: Iterable[bytes]) -> WrittenFile:
        """Write one file; what ``chunks`` raises goes through. Raises: StorageError."""
        size = 0
        sha256, sha512 = hashlib.sha256(), hashlib.sha512()

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                size += len(chunk)
                sha256.update(chunk)
                sha512.update(chunk)
                yield chunk

        self.out.write(tuple(path), counted())
        written = WrittenFile("/".join(path), size, sha256.hexdigest(), sha512.hexdigest())
        self.files.append(written)
        return written

    def finish(self, facts: dict[str, Any]) -> None:
        """Write the list of all files, and put all names on stable storage."""
        listed = [{"path": f.path, "size": f.size, "sha256": f.sha256} for f in self.files]
        data = orjson.dumps({**facts, "files": listed}, option=orjson.OPT_INDENT_2)
        self.out.settle()
        self.out.write((LIST,), [data + b"\n"])
        self.out.settle()
