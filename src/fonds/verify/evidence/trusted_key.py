"""The key of a log as it is known from another source than the file that it signed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import attrs

from fonds import log
from fonds.archive.info import read_info
from fonds.errors import MalformedKeyError, NotAnArchiveError, UsageError
from fonds.formats.tlog.keyring import KeyRing
from fonds.formats.tlog.note import VerifyKey
from fonds.storage.disk import Disk
from fonds.storage.local import LocalStore, is_archive


@attrs.frozen
class TrustedKey:
    """The key of a log as it is known from another source than the evidence file.

    Shape: ``ring`` has the keys of its archive, or the one that was given; ``follows`` raises
    IntegrityError where a signed head is none of the archive's log, and is None without one.
    """

    ring: KeyRing
    source: str
    follows: Callable[[bytes], None] | None = None

    @classmethod
    def of_vkey(cls, vkey: str) -> "TrustedKey":
        """Return the key that a verifier key says. Raises: MalformedKeyError."""
        key = VerifyKey.parse(vkey)
        return cls(KeyRing(key.name, ()).with_key(0, key), "the key that was given")


def trusted_key(text: str) -> TrustedKey:
    """Return the key that ``--key-from`` names: an archive's folder, or a verifier key.

    An archive also says whether its log extends the heads in the file.
    Raises: UsageError where it is neither; FormatError, IntegrityError on a damaged log.
    """
    path = Path(text)
    if path.is_dir():
        if not is_archive(path):
            raise NotAnArchiveError("there is no archive here", path=text)
        store = LocalStore(path, Disk())
        info = read_info(store)
        state = log.read_state(store, info.ring)
        follows = partial(log.check_head, store, state)
        return TrustedKey(state.ring, "the archive's key", follows)
    try:
        return TrustedKey.of_vkey(text)
    except MalformedKeyError as e:
        raise UsageError(
            "this is no archive's folder and no verifier key", key_from=text[:200]
        ) from e
