"""Check the chain of each document's versions, over all bundles.

Each version names the statement before it; together they must be chains that follow the log, one
a document. The links of all documents do not fit into memory: past a bound they go to temporary
files, a document's all to one, and are sorted there file by file.
"""

import contextlib
from collections.abc import Iterable, Iterator
from typing import IO

import attrs

from fonds.formats.canonical import uuid5
from fonds.formats.swhid import SWHID
from fonds.verify.report import Finding, Place

HELD = 200_000
"""Links held in memory, 40 MB of them."""

_FILES = 64  # temporary files; 10 million links are 25 MB in each
_NONE = bytes(32)  # no statement has this digest
_HOLDS, _NAMES_BLOB = 1, 2

Link = bytes
"""A version in its document's chain, packed: see ``link``. Sorted, links are chains."""

_DOC, _LEAF, _FILE = slice(0, 16), slice(16, 24), slice(24, 28)
_FLAGS = 28
_DIGEST, _PREV, _RAW = slice(29, 61), slice(61, 93), slice(93, 125)
_VERSION, _HOLDER, _BLOB = slice(125, 141), slice(141, 157), slice(157, 177)
SIZE = 177  # bytes of a link
_UNPLACED = bytes(12)
_NO_BLOB = bytes(20)


def link(
    doc: bytes,
    digest: bytes,
    prev: bytes | None,
    raw: bytes,
    version: bytes,
    holder: bytes,
    blob: bytes = b"",
    *,
    holds: bool,
) -> Link:
    """Return a version as a link that has no place in the log yet.

    Shape: ids are 16 bytes, digests 32. ``holds`` says that its own record has the bytes;
    ``holder`` is the id of the record that it says has them, 16 zeros where it does not say.
    ``blob`` are the 20 bytes of the SWHID: of the bytes where it holds them, else
    as it is recorded; empty where neither is known.
    """
    flags = bytes([_HOLDS * holds | _NAMES_BLOB * bool(blob)])
    return b"".join(
        (doc, _UNPLACED, flags, digest, prev or _NONE, raw, version, holder, blob or _NO_BLOB)
    )


def digest_of(k: Link) -> bytes:
    """Return the digest of the statement that a link is of."""
    return k[_DIGEST]


class Chains:
    """All links, and what is wrong with them. Close it."""

    def __init__(self) -> None:
        self.documents = 0  # known when ``check`` has ended
        self._held: list[Link] = []
        self._names: list[tuple[str, bool]] = []
        self._spilt: list[IO[bytes]] = []
        self._open = contextlib.ExitStack()

    def add(self, links: Iterable[Link | None], first: int, file: str, *, logged: bool) -> None:
        """Add the versions of a bundle, whose leaves begin at ``first``.

        An unknown version is None or empty. Those of a bundle that is not logged stand after all
        leaves, where they would come.
        """
        number = len(self._names).to_bytes(4, "big")
        self._names.append((file, logged))
        self._held += [
            k[:16] + leaf.to_bytes(8, "big") + number + k[28:]
            for leaf, k in enumerate(links, first)
            if k
        ]
        if len(self._held) > HELD:
            self._spill()

    def check(self, *, whole: bool, withdrawn: frozenset[bytes] = frozenset()) -> Iterator[Finding]:
        """Yield what is wrong. With ``whole`` every earlier version was added too.

        ``withdrawn`` has the digests of statements that were taken out: chains go through them.
        Cost: a sort of all links; holds the links of one file, and the digests of one document.
        """
        if self._spilt:
            self._spill()
        for links in map(_links_of, self._spilt) if self._spilt else [self._held]:
            links.sort()
            chain = _Chain(b"", whole, withdrawn)
            for k in links:
                if k[_DOC] != chain.doc:
                    chain = _Chain(k[_DOC], whole, withdrawn)
                    self.documents += 1
                if not chain.begun and k[_PREV] == _NONE and k[_FLAGS] & _HOLDS:
                    chain.begin(k)
                    continue
                for code, sentence in chain.follow(k):
                    yield self._finding(code, sentence, k)

    def close(self) -> None:
        """Drop everything."""
        self._held.clear()
        self._open.close()

    def _finding(self, code: str, sentence: str, k: Link) -> Finding:
        file, logged = self._names[int.from_bytes(k[_FILE], "big")]
        leaf = int.from_bytes(k[_LEAF], "big") if logged else None
        document = f"urn:uuid:{_uuid(k[_DOC])}"
        return Finding(
            code if logged else "V109", sentence, Place(file, leaf=leaf, document=document)
        )

    def _spill(self) -> None:
        if not self._spilt:
            import tempfile

            self._spilt = [
                self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes them
                for _ in range(_FILES)
            ]
        parts: list[list[Link]] = [[] for _ in range(_FILES)]
        for k in self._held:
            parts[k[0] % _FILES].append(k)
        for file, part in zip(self._spilt, parts, strict=True):
            file.write(b"".join(part))
        self._held.clear()


def _links_of(file: IO[bytes]) -> list[Link]:
    file.seek(0)
    data = file.read()
    return [data[at : at + SIZE] for at in range(0, len(data), SIZE)]


@attrs.define
class _Chain:
    """The versions of one document as they come, oldest first."""

    doc: bytes
    whole: bool
    withdrawn: frozenset[bytes]
    last: bytes = _NONE
    begun: bool = False
    digests: set[bytes] = attrs.field(factory=set)
    # raw digest to version and SWHID
    holders: dict[bytes, tuple[bytes, bytes]] = attrs.field(factory=dict)

    def begin(self, k: Link) -> None:
        """Take the first version, which follows none and has its bytes: all is well with it."""
        self.last, self.begun = k[_DIGEST], True
        self.digests.add(k[_DIGEST])
        self.holders[k[_RAW]] = k[_VERSION], _blob(k)

    def follow(self, k: Link) -> Iterator[tuple[str, str]]:
        """Take the next version; yield what is wrong with it."""
        digest, raw = k[_DIGEST], k[_RAW]
        if digest in self.digests:
            yield "V406", "a statement of this document is there twice"
        elif self._strays(k[_PREV]):
            yield "V404", _follows(k[_PREV], self.last)
        self.digests.add(digest)
        if k[_FLAGS] & _HOLDS:
            self.holders[raw] = k[_VERSION], _blob(k)
        elif raw not in self.holders:
            if self.whole and not self.withdrawn:
                yield "V405", f"sha256 {raw.hex()} is stored by no earlier version"
        else:
            holder, blob = self.holders[raw]
            if k[_HOLDER] != bytes.fromhex(uuid5(holder, "raw").replace("-", "")):
                yield "V405", "its records refer to another capture than the one with its bytes"
            if b"" not in (blob, _blob(k)) and blob != _blob(k):
                yield "V509", f"it names {SWHID}{k[_BLOB].hex()}, the bytes have {blob.hex()}"
        self.last, self.begun = digest, True

    def _strays(self, prev: bytes) -> bool:
        """Whether a version does not extend the one before it."""
        if prev == self.last:
            return False
        if not self.whole and prev not in self.digests and (prev != _NONE or not self.begun):
            return False  # what it follows may lie in a bundle that was not read
        return prev == _NONE or prev not in self.withdrawn


def _blob(k: Link) -> bytes:
    return k[_BLOB] if k[_FLAGS] & _NAMES_BLOB else b""


def _follows(prev: bytes, last: bytes) -> str:
    named = f"sha256:{prev.hex()}" if prev != _NONE else "nothing"
    before = f"sha256:{last.hex()}" if last != _NONE else "nothing"
    return f"it says it follows {named}; before it in the log is {before}"


def _uuid(data: bytes) -> str:
    text = data.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
