"""The versions of each document as a chain, over all bundles. Part of verify.

Each version names the statement before it; together they must be chains that follow the log, one
a document. All documents of an archive do not fit into memory, so the links are sorted by SQLite
in a temporary database, which is a file only when it has to be.
"""

import sqlite3
from collections.abc import Iterable, Iterator

import attrs

from fonds.bundle import record_id
from fonds.formats.canonical import uuid_bytes
from fonds.verify.report import Finding, Place

_CACHE = -16_384  # KiB of links that SQLite holds in memory


@attrs.frozen
class Link:
    """A version as a link of its document's chain.

    Shape: ids are 16 bytes, digests 32. ``holds`` says that its own record has the bytes;
    ``holder`` is the id of the record that it says has them, empty where it does not say.
    """

    doc: bytes
    digest: bytes
    prev: bytes | None
    raw: bytes
    version: bytes
    holds: bool
    holder: bytes


class Chains:
    """All links, and what is wrong with them. Close it."""

    def __init__(self) -> None:
        self.documents = 0  # known when ``check`` has ended
        self._db = sqlite3.connect("", isolation_level=None)  # temporary, on disk when it must be
        self._db.execute(f"PRAGMA cache_size={_CACHE}")
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute(
            "CREATE TABLE links (doc BLOB, leaf INTEGER, digest BLOB, prev BLOB, raw BLOB,"
            " version BLOB, holds INTEGER, holder BLOB, file TEXT, logged INTEGER)"
        )

    def add(self, links: Iterable[Link | None], first: int, file: str, *, logged: bool) -> None:
        """Add the versions of a bundle, whose leaves begin at ``first``; None for an unknown one.

        Those of a bundle that is not logged stand after all leaves, where they would come.
        """
        rows = (
            (k.doc, leaf, k.digest, k.prev, k.raw, k.version, k.holds, k.holder, file, logged)
            for leaf, k in enumerate(links, first)
            if k is not None
        )
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO links VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
        self._db.execute("COMMIT")

    def check(self, *, whole: bool, withdrawn: frozenset[bytes] = frozenset()) -> Iterator[Finding]:
        """Yield what is wrong. With ``whole`` every earlier version was added too.

        ``withdrawn`` has the digests of statements that were taken out: chains go through them.
        Cost: one sorted read of all links; holds the versions of one document.
        """
        query = (
            "SELECT doc, leaf, digest, prev, raw, version, holds, holder, file, logged FROM links"
            " ORDER BY doc, leaf"
        )
        chain: _Chain | None = None
        for doc, leaf, digest, prev, raw, version, holds, holder, file, logged in self._db.execute(
            query
        ):
            if chain is None or chain.doc != doc:
                chain = _Chain(doc, whole, withdrawn)
                self.documents += 1
            link = Link(doc, digest, prev, raw, version, bool(holds), holder)
            for code, sentence in chain.follow(link):
                if not logged:
                    code = "V109"
                place = Place(
                    file=file, leaf=leaf if logged else None, document=f"urn:uuid:{_uuid(doc)}"
                )
                yield Finding(code, sentence, place)

    def close(self) -> None:
        """Drop the temporary database."""
        self._db.close()


@attrs.define
class _Chain:
    """The versions of one document as they come, oldest first."""

    doc: bytes
    whole: bool
    withdrawn: frozenset[bytes]
    last: bytes | None = None
    begun: bool = False
    digests: set[bytes] = attrs.field(factory=set)
    holders: dict[bytes, bytes] = attrs.field(factory=dict)  # raw digest to version
    holder: bytes = b""

    def follow(self, link: Link) -> Iterator[tuple[str, str]]:
        """Take the next version; yield what is wrong with it."""
        if link.digest in self.digests:
            yield "V406", "a statement of this document is there twice"
        elif self._strays(link):
            yield "V404", _follows(link, self.last)
        self.digests.add(link.digest)
        if link.holds:
            self.holders[link.raw] = link.version
        elif link.raw not in self.holders:
            if self.whole:
                yield "V405", f"sha256 {link.raw.hex()} is stored by no earlier version"
        elif link.holder and uuid_bytes(record_id(_uuid(self.holders[link.raw]), "raw")) != (
            link.holder
        ):
            yield "V405", "its records refer to another capture than the one with its bytes"
        self.last, self.begun = link.digest, True

    def _strays(self, link: Link) -> bool:
        """Whether a version does not go on from the one before it."""
        if link.prev == self.last or not (self.begun or self.whole):
            return False
        return link.prev is None or link.prev not in self.withdrawn


def _follows(link: Link, last: bytes | None) -> str:
    named = f"sha256:{link.prev.hex()}" if link.prev else "nothing"
    before = f"sha256:{last.hex()}" if last else "nothing"
    return f"it says it follows {named}; before it in the log stands {before}"


def _uuid(data: bytes) -> str:
    text = data.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
