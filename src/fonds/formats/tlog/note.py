"""Signed notes and the checkpoints inside them. Bytes to values and back.

A note is text with signatures under it; a checkpoint is a note whose text names a Merkle tree by
its size and root. Reading is strict, so that a note has one spelling: what is parsed prints back
byte for byte, signatures by keys we do not know included (witnesses add theirs).
This module refuses to say whose key is good: keys are arguments.
Source: C2SP signed-note, tlog-checkpoint, tlog-cosignature; FORMAT.md section Checkpoint.
"""

import binascii
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Self

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fonds.errors import MalformedKeyError, MalformedNoteError, SignatureError
from fonds.model import parse_stamp

NOTE_LIMIT = 1_000_000  # bytes; room for a hundred post-quantum signatures of 5 kB
SIGNATURE_LIMIT = 100  # signatures of one note; C2SP asks for at least 16
SIZE_LIMIT = 1 << 63  # leaves; sizes and times beyond it are nobody's

ED25519 = 0x01  # signature type of a log's own key
COSIGNATURE = 0x04  # signature type of a witness: Ed25519 over a time and the checkpoint

_DASH = "— "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def decode_base64(text: str) -> bytes | None:
    """Decode standard base64 ``text``; None where it is not the canonical spelling."""
    try:
        data = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError):
        return None
    # strict_mode lets stray low bits in the last character pass.
    return data if encode_base64(data) == text else None


def encode_base64(data: bytes) -> str:
    """Return standard base64 with padding, without a newline."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def is_key_name(name: str) -> bool:
    """Say whether a name can stand in a signature line: not empty, no space, plus or control."""
    return bool(name) and not any(c == "+" or c.isspace() or _CONTROL.match(c) for c in name)


@attrs.frozen
class Signature:
    """One signature line. ``value`` is what follows the key id; its form depends on the key.

    Shape: ``key_id`` is 4 bytes.
    """

    name: str
    key_id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encode_base64(self.key_id + self.value)}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Read one line, without its newline. Raises: MalformedNoteError."""
        if not line.startswith(_DASH):
            raise MalformedNoteError("a signature line does not begin with an em dash")
        name, space, encoded = line[len(_DASH) :].partition(" ")
        data = decode_base64(encoded)
        if not space or not is_key_name(name) or data is None or len(data) <= 4:
            raise MalformedNoteError("not a signature line", line=line[:200])
        return cls(name, data[:4], data[4:])


@attrs.frozen
class Note:
    """A text and the signatures under it, in their order.

    Shape: ``text`` ends with a newline; there is at least one signature.
    """

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a note; what comes back prints to the same bytes.

        Raises: MalformedNoteError.
        Source: C2SP signed-note, Format.
        """
        if len(data) > NOTE_LIMIT:
            raise MalformedNoteError("the note is too long", bytes=len(data))
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError as e:
            raise MalformedNoteError("the note is not UTF-8", offset=e.start) from e
        if _CONTROL.search(whole):
            raise MalformedNoteError("the note holds a control character")
        # The text may hold blank lines of its own: the last one parts it from its signatures.
        text, blank, under = whole.rpartition("\n\n")
        if not blank or not under.endswith("\n"):
            raise MalformedNoteError("no blank line with signatures under it")
        lines = under[:-1].split("\n")
        if len(lines) > SIGNATURE_LIMIT:
            raise MalformedNoteError("too many signatures", signatures=len(lines))
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines))


@attrs.frozen
class VerifyKey:
    """A public key under its name, printed as a *vkey*: ``name+id in hex+base64``.

    Shape: ``kind`` is ED25519 or COSIGNATURE; ``public`` is 32 bytes.
    """

    name: str
    public: bytes
    kind: int = ED25519

    def __str__(self) -> str:
        material = encode_base64(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{material}"

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that name the key in a signature line: a pointer, not a commitment."""
        material = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(material).digest()[:4]

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read a vkey. Raises: MalformedKeyError on any other spelling or kind of key."""
        parts = vkey.split("+", 2)  # base64 may hold a plus of its own
        material = decode_base64(parts[2]) if len(parts) == 3 else None
        if material is None or len(material) != 33 or material[0] not in (ED25519, COSIGNATURE):
            raise MalformedKeyError("not an Ed25519 verifier key", vkey=vkey[:200])
        key = cls(parts[0], material[1:], material[0])
        if not is_key_name(key.name) or str(key) != vkey:
            raise MalformedKeyError("the verifier key does not match its key id", vkey=vkey[:200])
        return key

    def made(self, signature: Signature) -> bool:
        """Say whether a signature line claims to be by this key."""
        return signature.name == self.name and signature.key_id == self.key_id

    def signed(self, text: str, signature: Signature) -> bool:
        """Say whether ``signature`` is this key's, over ``text``."""
        value, message = signature.value, text.encode()
        if self.kind == COSIGNATURE:
            if len(value) != 72 or value[0] > 0x7F:  # the time is below 2**63
                return False
            when = int.from_bytes(value[:8], "big")
            value, message = value[8:], b"cosignature/v1\ntime %d\n" % when + message
        if len(value) != 64:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, message)
        except InvalidSignature:
            return False
        return True


def signers(note: Note, keys: Iterable[VerifyKey]) -> tuple[VerifyKey, ...]:
    """Return those of ``keys`` that signed the note; signatures by other keys are ignored.

    Raises: SignatureError when a line that names one of the keys is not its signature.
    Source: C2SP signed-note, Signatures.
    """
    found = []
    for key in keys:
        lines = [line for line in note.signatures if key.made(line)]
        if not all(key.signed(note.text, line) for line in lines):
            raise SignatureError("a signature is not by the key it names", key=key.name)
        if lines:
            found.append(key)
    return tuple(found)


def cosigned_at(note: Note, key: VerifyKey) -> int | None:
    """Return when a witness cosigned the note, in seconds since 1970, or None if it did not.

    Raises: SignatureError as ``signers`` does.
    """
    if key.kind != COSIGNATURE or not signers(note, [key]):
        return None
    return max(int.from_bytes(s.value[:8], "big") for s in note.signatures if key.made(s))


@attrs.frozen
class Checkpoint:
    """A log's tree at one moment: whose log, how many leaves, which root.

    Shape: ``root`` is 32 bytes; an extension is a line without its newline, never empty.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = (self.origin, str(self.size), encode_base64(self.root), *self.extensions)
        return "\n".join(lines) + "\n"

    @property
    def time(self) -> datetime | None:
        """The time of signing that our own extension line states, or None without one."""
        if len(self.extensions) != 1 or not self.extensions[0].startswith("time "):
            return None
        try:
            return parse_stamp(self.extensions[0].removeprefix("time "))
        except ValueError:
            return None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a note as a checkpoint. Raises: MalformedNoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() != "" or not all(lines):
            raise MalformedNoteError("not the lines of a checkpoint")
        origin, size, root = lines[0], parse_decimal(lines[1]), decode_base64(lines[2])
        if size is None or root is None or len(root) != 32:
            raise MalformedNoteError("not the size and root of a tree", origin=origin[:200])
        return cls(origin, size, root, tuple(lines[3:]))


def parse_decimal(text: str) -> int | None:
    """Return a number written without sign, space or needless zero and below 2**63, or None."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if str(number) == text and number < SIZE_LIMIT else None
