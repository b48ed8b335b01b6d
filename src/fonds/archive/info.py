"""fonds.json: which archive this is, and the keys of its log. One spelling."""

import uuid
from typing import Any, Self

import attrs
import orjson

from fonds.errors import FormatError, MissingFileError, NotAnArchiveError, UnknownVersionError
from fonds.formats.canonical import canonical
from fonds.formats.tlog.keyring import KeyRing
from fonds.storage.local import LocalStore

FORMAT = "fonds/1.0"

INFO = "fonds.json"


@attrs.frozen
class Info:
    """What ``fonds.json`` says: which archive this is and who signs for it."""

    archive: str
    created: str
    origin: str
    ring: KeyRing

    def __bytes__(self) -> bytes:
        fields = {
            "archive": self.archive,
            "created": self.created,
            "digests": ["sha256", "blake3"],
            "format": FORMAT,
            "keys": self.ring.to_json(),
            "origin": self.origin,
        }
        return canonical(fields) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read ``fonds.json``. Raises: FormatError, UnknownVersionError."""
        try:
            fields: Any = orjson.loads(data)
        except orjson.JSONDecodeError as e:
            raise FormatError("fonds.json is not JSON", reason=str(e)) from e
        if not isinstance(fields, dict):
            raise FormatError("fonds.json is not an object")
        if fields.get("format") != FORMAT:
            raise UnknownVersionError("an archive of another format", format=fields.get("format"))
        texts = [fields.get(name) for name in ("archive", "created", "origin")]
        if not all(isinstance(text, str) for text in texts):
            raise FormatError("fonds.json lacks a field")
        archive, created, origin = map(str, texts)
        try:
            spelled = str(uuid.UUID(archive))
        except ValueError as e:
            raise FormatError("fonds.json names no archive") from e
        if spelled != archive:  # UUID() takes braces, capitals and urn:uuid: too
            raise FormatError("fonds.json does not spell the archive's id canonically")
        ring = KeyRing.from_json(origin, fields.get("keys") or [])
        info = cls(archive, created, origin, ring)
        if bytes(info) != data:
            raise FormatError("fonds.json is not in canonical form")
        return info


def read_info(store: LocalStore) -> Info:
    """Return what ``fonds.json`` says. Raises: NotAnArchiveError where it is not yet there."""
    try:
        return Info.parse(store.read(INFO, 1 << 20))
    except MissingFileError as e:
        raise NotAnArchiveError(
            "creating this archive was interrupted; `fonds init` completes it",
            path=str(store.root),
        ) from e
