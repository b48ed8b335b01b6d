"""Read the keys and heads that options name."""

import os
from pathlib import Path

from fonds.cli.terminal import safe, standard_input
from fonds.errors import FondsError, UsageError
from fonds.formats.tlog.note import COSIGNATURE, VerifyKey

MAX_HEAD = 1_000_000  # bytes of a file that an option names


def small_file(path: Path, what: str) -> bytes:
    """Read a small file that an option names; ``-`` is stdin. Raises: UsageError."""
    if str(path) == "-":
        return standard_input().read(MAX_HEAD + 1)
    try:
        with path.open("rb") as file:
            return file.read(MAX_HEAD + 1)
    except OSError as e:
        raise UsageError(f"{what} cannot be read", path=safe(path), because=e.strerror) from e


def head_file(path: Path) -> bytes:
    """Read a head: the signed note itself, or what ``fonds head --json`` printed."""
    data = small_file(path, "a head")
    if data.startswith(b"{"):
        import json

        try:
            note: str = json.loads(data)["note"]
            return note.encode()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
            raise UsageError("this file holds no head", path=safe(path)) from e
    return data


def witness_keys(given: str) -> tuple[VerifyKey, ...]:
    """Read a verifier key, or a file with one on each line. Raises: UsageError."""
    lines = [given]
    if os.path.isfile(given):  # noqa: PTH113 - pathlib raises where a key is no possible name
        lines = small_file(Path(given), "witness keys").decode("utf-8", "replace").split("\n")
    try:
        keys = tuple(VerifyKey.parse(line.strip()) for line in lines if line.strip())
    except FondsError as e:
        raise UsageError("this is not a verifier key (name+id+base64)", key=safe(given)) from e
    if not all(key.kind == COSIGNATURE for key in keys):
        raise UsageError("this key is not a witness's (its type is not 0x04)", key=safe(given))
    return keys
