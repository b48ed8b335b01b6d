"""The secrets of an archive's owner, kept outside the archive, and the heads seen of its log.

The key signs checkpoints; the nonce secret makes leaves that nobody can guess and
everybody who holds it can make again. Where the files lie is the caller's to say (the faces use
``default_folder``); no environment variable is read here. Nothing here prints a secret.
"""

import hmac
import os
import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Self

import attrs
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fonds.errors import (
    AlreadyWrittenError,
    ExistsError,
    FormatError,
    MalformedKeyError,
    MissingFileError,
    MissingKeyError,
    NotPermittedError,
    OpenKeyError,
    WrongKeyError,
)
from fonds.formats.canonical import canonical
from fonds.formats.tlog.note import (
    NOTE_LIMIT,
    Signature,
    VerifyKey,
    decode_base64,
    encode_base64,
    is_key_name,
)
from fonds.storage import durable
from fonds.storage.disk import Disk

SECRET = 32  # bytes of the seed, and of the nonce secret
NONCE = 16  # bytes of a nonce
KEY_LIMIT = 4096  # bytes of a key file
PRIVATE = 0o600  # mode of what lies beside and in the key
_OTHERS = 0o077  # what everybody else may do with a file

Randomness = Callable[[int], bytes]
"""Returns that many unpredictable bytes: ``secrets.token_bytes``."""


def _secret(_: object, attribute: "attrs.Attribute[bytes]", value: bytes) -> None:
    if len(value) != SECRET:
        raise MalformedKeyError("a secret of the key is not 32 bytes", which=attribute.name)


@attrs.frozen(slots=False)
class SigningKey:
    """What the owner of an archive holds: the key of its log, and the secret of its nonces.

    Shape: ``seed`` and ``nonce_secret`` are 32 bytes; neither shows in a repr.
    """

    archive: str
    origin: str
    seed: bytes = attrs.field(repr=False, validator=_secret)
    nonce_secret: bytes = attrs.field(repr=False, validator=_secret)

    @cached_property
    def verify_key(self) -> VerifyKey:
        """The public key, named like the log's origin."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifyKey(self.origin, private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Return this key's signature line for the text of a note."""
        value = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.origin, self.verify_key.key_id, value)

    def nonce(self, message: bytes) -> bytes:
        """Return the nonce for what ``message`` canonically says: the same again and again.

        Shape: 16 bytes. Cost: 2 us.
        """
        return hmac.digest(self.nonce_secret, message, "sha256")[:NONCE]

    def successor(self, randomness: Randomness) -> Self:
        """Return a new key for the same archive; the nonces stay what they are."""
        return attrs.evolve(self, seed=randomness(SECRET))

    def __bytes__(self) -> bytes:
        value = {
            "v": 1,
            "archive": self.archive,
            "origin": self.origin,
            "seed": encode_base64(self.seed),
            "nonce_secret": encode_base64(self.nonce_secret),
        }
        return canonical(value) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a key file; space and the order of its members are free. Raises: MalformedKeyError.

        The error never quotes the file.
        """
        try:
            value = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise MalformedKeyError("the key file is not JSON") from None
        names = {"v", "archive", "origin", "seed", "nonce_secret"}
        if not isinstance(value, dict) or set(value) != names or value.pop("v") != 1:
            raise MalformedKeyError("not a key file of version 1")
        if not all(isinstance(member, str) for member in value.values()):
            raise MalformedKeyError("a member of the key file is not text")
        if not _is_uuid(value["archive"]) or not is_key_name(value["origin"]):
            raise MalformedKeyError("the key file names no archive or no origin")
        seed, nonce_secret = decode_base64(value["seed"]), decode_base64(value["nonce_secret"])
        return cls(value["archive"], value["origin"], seed or b"", nonce_secret or b"")


def create_key(archive: str, origin: str, randomness: Randomness) -> SigningKey:
    """Return a new key for an archive; it is stored nowhere yet."""
    return SigningKey(archive, origin, randomness(SECRET), randomness(SECRET))


def default_folder() -> Path:
    """Return the folder of keys that belongs to the person who runs this."""
    import platformdirs  # asked only where nobody says where the key lies

    return Path(platformdirs.user_config_path("fonds")) / "keys"


class HeadFile:
    """The newest signed checkpoint somebody has seen of a log, kept where the log is not.

    It is what tells a log that was rolled back from one that was never longer. The owner's lies
    beside the key; a reader may keep one in any place.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self._disk = disk

    def read(self) -> bytes | None:
        """Return the signed checkpoint, or None when none was seen yet."""
        try:
            return durable.read_bounded(self.path, NOTE_LIMIT)
        except MissingFileError:
            return None

    def keep(self, note: bytes) -> None:
        """Store a checkpoint that was checked to continue the one stored before."""
        durable.replace(self._disk, self.path, note, mode=PRIVATE)


class KeyFile:
    """A key file, ``<archive id>``; beside it the head (``.head``) and a successor (``.next``).

    The folder is 0700, the files are 0600.
    """

    def __init__(self, path: Path, disk: Disk) -> None:
        self.path = path
        self.head = HeadFile(path.with_name(path.name + ".head"), disk)
        self._next = path.with_name(path.name + ".next")
        self._disk = disk

    def prepare(self) -> None:
        """Make the folder of the key, and see that it can be written.

        Raises: ExistsError where something else is in the way; NotPermittedError, StorageError.
        """
        folder = self.path.absolute().parent
        if self.path.is_dir():
            raise ExistsError("this is a folder; name a key file in it", path=str(self.path))
        there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
        if not there.is_dir():
            raise ExistsError("a file is where the folder of keys should be", path=str(there))
        durable.make_folder(self._disk, folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise NotPermittedError("the folder of keys cannot be written", path=str(folder))

    def create(self, key: SigningKey) -> None:
        """Store a new key, durably. Raises: AlreadyWrittenError when there is another one."""
        durable.write_once(self._disk, self.path, bytes(key), mode=PRIVATE)

    def holds_other(self, key: SigningKey) -> bool:
        """Whether there is something already that is not this key's file. Raises: StorageError."""
        if self.path.is_dir():
            return True
        try:
            return durable.read_bounded(self.path, KEY_LIMIT) != bytes(key)
        except MissingFileError:
            return False
        except FormatError:
            return True

    def load(self, active_key: VerifyKey | None = None) -> SigningKey:
        """Return the key; after a rotation that a crash cut short, the active one.

        Raises: MissingKeyError when there is none, WrongKeyError when another than ``active_key``;
        MalformedKeyError.
        """
        key = self._read(self.path)
        if active_key is None or key.verify_key == active_key:
            return key
        if self._next.exists() and self._read(self._next).verify_key == active_key:
            return self.promote()
        if key.origin == active_key.name:
            raise WrongKeyError(
                "the key file holds an old key of this archive, not the active one",
                path=str(self.path),
            )
        raise WrongKeyError(
            "the key file holds the key of another archive",
            path=str(self.path),
            key_of=key.archive,
        )

    def stage(self, key: SigningKey) -> SigningKey:
        """Store a successor beside the key, durably, before anything is signed with it.

        Returns the successor to use: an earlier one whose rotation never happened is used up
        first.
        """
        try:
            durable.write_once(self._disk, self._next, bytes(key), mode=PRIVATE)
        except AlreadyWrittenError:
            staged = self._read(self._next)
            if staged != self._read(self.path):
                return staged
            # It was put in the key's place and only its going was cut short.
            durable.replace(self._disk, self._next, bytes(key), mode=PRIVATE)
        return key

    def promote(self) -> SigningKey:
        """Put the successor in the key's place. Done again after a crash, it finishes."""
        key = self._read(self._next)
        durable.replace(self._disk, self.path, bytes(key), mode=PRIVATE)
        durable.remove(self._disk, self._next)
        return key

    def _read(self, path: Path) -> SigningKey:
        real = Path(os.path.realpath(path))  # secret managers mount links
        if real.exists() and not real.is_file():
            raise MissingKeyError("this is not a key file but a folder or a device", path=str(path))
        try:
            key = SigningKey.parse(durable.read_bounded(real, KEY_LIMIT))
            if os.stat(real).st_mode & _OTHERS:  # noqa: PTH116 - one call
                raise OpenKeyError("others can read the key file", path=str(real))
            return key
        except MissingFileError:
            raise MissingKeyError(
                "there is no key file of this archive here", path=str(path)
            ) from None


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
