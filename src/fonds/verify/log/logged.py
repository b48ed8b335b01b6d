"""The bundles and versions that must exist, from the leaves of the log.

Pure: leaves in, a plan and complaints out. FORMAT.md, Leaves.
"""

import hashlib
import re
from typing import Any

import attrs

from fonds.errors import FormatError
from fonds.formats.statement import parse_leaf
from fonds.model import Seal

_VERSION, _END = b'{"k":"version","s":"sha256:', b'","v":1}'
_RUN = re.compile(rb'(?:\{"k":"version","s":"sha256:[0-9a-f]{64}","v":1\})+')
_LENGTH = len(_VERSION) + 64 + len(_END)
KINDS = ("version", "bundle", "withdraw", "key")


@attrs.frozen
class LoggedBundle:
    """What the log says of a bundle.

    ``first`` is its own leaf; the leaves of ``versions`` statements follow. ``manifests`` has the
    digest of its manifest, and while a withdrawal is under way all that it ever had; ``files``
    those of the whole file beside them, empty for a leaf of version 1. ``leaves``
    is the SHA-256 over the statements' digests, None where some of them could not be read.
    """

    first: int
    versions: int
    manifests: tuple[str, ...]
    leaves: bytes | None
    files: tuple[str, ...] = ()

    @property
    def binds_file(self) -> bool:
        """Whether every leaf that counts binds the bundle's file."""
        return bool(self.files) and all(self.files)

    def admits_file(self, digest: str, manifest: str | None) -> bool:
        """Whether a leaf that counts allows a file of this digest that has this manifest.

        A manifest of None, or one that no leaf has, is damage of its own: then any leaf will do.
        """
        seals = [Seal(*pair) for pair in zip(self.manifests, self.files, strict=False)]
        ours = [seal for seal in seals if seal.manifest == manifest] or seals
        return not seals or any(seal.file in ("", digest) for seal in ours)


@attrs.define
class _Open:
    """A bundle whose version leaves are being read."""

    bundle: str
    first: int
    versions: int
    manifest: str
    file: str
    left: int
    whole: bool = True
    digest: Any = attrs.field(factory=hashlib.sha256)


@attrs.frozen
class Withdrawal:
    """The leaf that withdrew a version: its statement's digest, and its tombstone's."""

    index: int
    statement: bytes
    tombstone: bytes


@attrs.define
class LoggedBundles:
    """What the log demands, made by giving it all leaves in order.

    ``ends`` are the tree sizes at which a bundle was complete, so a checkpoint was signed;
    ``leaf_of`` is filled for versions that were withdrawn: where their leaves stand.
    ``manifests`` and ``files`` of a bundle are the newest first;
    ``gaps`` says that some leaves could not be read, so that a bundle may be logged all the same.
    """

    bundles: dict[str, LoggedBundle] = attrs.field(factory=dict)
    withdrawals: list[Withdrawal] = attrs.field(factory=list)
    leaf_of: dict[bytes, int] = attrs.field(factory=dict)
    ends: list[int] = attrs.field(factory=list)
    complaints: list[tuple[str, str, int]] = attrs.field(factory=list)
    versions: int = 0
    gaps: bool = False
    _open: _Open | None = None
    _adrift: bool = False  # after a gap, until the next bundle's leaf

    @property
    def withdrawn(self) -> frozenset[bytes]:
        """The digests of the statements that were taken out."""
        return frozenset(one.statement for one in self.withdrawals)

    def leaves(self, start: int, leaves: list[bytes]) -> None:
        """Take in leaves that are in the signed tree. Cost: a microsecond each at most."""
        taken = self._run(leaves)
        for index, leaf in enumerate(leaves[taken:], start + taken):
            if leaf.startswith(_VERSION) and leaf.endswith(_END) and len(leaf) == _LENGTH:
                self._version(index, leaf)
            else:
                self._other(index, leaf)

    def _run(self, leaves: list[bytes]) -> int:
        """Add at once the leaves that continue the open bundle; return how many there were.

        Only where all are leaves of versions and the bundle continues after them: nearly always.
        """
        current, joined = self._open, b"".join(leaves)
        if current is None or current.left <= len(leaves) or {*map(len, leaves)} != {_LENGTH}:
            return 0
        if not _RUN.fullmatch(joined):  # all of one length, so each is a leaf
            return 0
        digits = joined.replace(_VERSION, b"").replace(_END, b"")
        current.digest.update(bytes.fromhex(digits.decode("ascii")))
        current.left -= len(leaves)
        self.versions += len(leaves)
        return len(leaves)

    def gap(self, start: int, count: int) -> None:
        """Pass over leaves that could not be read."""
        self.gaps = True
        if self._open is None:
            self._adrift = True
            return
        self._open.whole = False
        taken = min(count, self._open.left)
        self._open.left -= taken
        if not self._open.left:
            self._close(start + taken)
        self._adrift = self._adrift or count > taken

    def finish(self, size: int) -> None:
        """Note that the log ends here."""
        if self._open is not None:
            self._complain("V611", "the log ends before the versions of its last bundle", size)
            self._close(size)

    def _version(self, index: int, leaf: bytes) -> None:
        self.versions += 1
        try:
            digest = bytes.fromhex(leaf[len(_VERSION) : -len(_END)].decode("ascii"))
        except ValueError:
            digest = b""
        if digest.hex().encode() != leaf[len(_VERSION) : -len(_END)]:
            self._complain("V607", "its digest is malformed", index)
        current = self._open
        if current is None:
            if not self._adrift:
                self._complain("V611", "a version's leaf follows no bundle's", index)
            return
        current.digest.update(digest)
        current.left -= 1
        if not current.left:
            self._close(index + 1)

    def _other(self, index: int, leaf: bytes) -> None:
        try:
            fields = parse_leaf(leaf)
        except FormatError as e:
            self._complain("V607", str(e), index)
            return
        if self._open is not None:
            self._complain("V611", "a bundle has fewer leaves of versions than it says", index)
            self._close(index)
        if fields["k"] == "bundle":
            self._bundle(index, fields)
        elif fields["k"] == "withdraw":
            self._withdraw(index, fields)
        elif fields["k"] != "key":  # those are checked with the log itself
            self._complain("V607", f"unknown kind {ascii(fields['k'])[:40]}", index)

    def _bundle(self, index: int, fields: dict[str, Any]) -> None:
        self._adrift = False
        bundle, number, manifest = fields.get("id"), fields.get("n"), _digest(fields.get("s"))
        bound = fields["v"] == 2
        file = _digest(fields.pop("f", None)) if bound else b""
        if (
            set(fields) != {"id", "k", "n", "s", "v"}
            or file is None
            or not isinstance(bundle, str)
            or type(number) is not int
            or number < 0
            or manifest is None
        ):
            self._complain("V607", "a bundle's leaf is malformed", index)
            return
        known = self.bundles.get(bundle)
        if known is not None and number == 0:  # rewritten, for a withdrawal
            self.bundles[bundle] = attrs.evolve(
                known,
                manifests=(manifest.hex(), *known.manifests),
                files=(file.hex(), *known.files),
            )
        elif known is not None:
            self._complain("V611", f"bundle {bundle} was logged before", index)
        elif number == 0:
            self._complain("V611", f"bundle {bundle} is rewritten before it is logged", index)
        else:
            self._open = _Open(bundle, index, number, manifest.hex(), file.hex(), number)
            self.bundles[bundle] = LoggedBundle(
                index, number, (manifest.hex(),), None, (file.hex(),)
            )

    def _withdraw(self, index: int, fields: dict[str, Any]) -> None:
        statement, tombstone = _digest(fields.get("s")), _digest(fields.get("t"))
        if set(fields) != {"k", "s", "t", "v"} or statement is None or tombstone is None:
            self._complain("V607", "a withdrawal's leaf is malformed", index)
        else:
            self.withdrawals.append(Withdrawal(index, statement, tombstone))

    def _close(self, end: int) -> None:
        current, self._open = self._open, None
        if current is None:
            return
        leaves = current.digest.digest() if current.whole and not current.left else None
        self.bundles[current.bundle] = LoggedBundle(
            current.first, current.versions, (current.manifest,), leaves, (current.file,)
        )
        if not current.left:
            self.ends.append(end)

    def _complain(self, code: str, sentence: str, index: int) -> None:
        self.complaints.append((code, sentence, index))


def _digest(text: object) -> bytes | None:
    if not isinstance(text, str) or not text.startswith("sha256:") or len(text) != 71:
        return None
    try:
        digest = bytes.fromhex(text[7:])
    except ValueError:
        return None
    return digest if digest.hex() == text[7:] else None
