"""Files below ``log/`` that the log does not account for. Part of ``fonds.log``."""

from collections.abc import Iterator

import attrs

from fonds.formats.tlog.note import parse_decimal
from fonds.formats.tlog.tiles import HEIGHT, Tile
from fonds.log.cosignatures import COSIGNED, cosigned_size
from fonds.log.state import LogState
from fonds.log.store import CHECKPOINT, CHECKPOINTS, LogStore, kept_size


@attrs.frozen
class Stray:
    """A file below ``log/`` that is no part of it.

    ``unsigned`` says that it is what a commit leaves which was cut short before it was signed:
    no damage, and the next commit writes over it. Anything else does not belong there.
    """

    name: str
    unsigned: bool


def strays(store: LogStore, state: LogState) -> Iterator[Stray]:
    """Yield what lies below ``log/`` and is neither the signed tree nor what vouches for it.

    The bytes of what belongs there are ``check_all``'s and ``check_timestamps``' to judge.
    Cost: one listing of the log's files.
    """
    for name in store.names("log"):
        tile = Tile.parse(name.removeprefix("log/"))
        if tile is not None:
            count = state.size >> HEIGHT * max(tile.level, 0)
            if tile.end > count:
                yield Stray(name, unsigned=True)
        elif not _belongs(name, state.size):
            yield Stray(name, unsigned=False)


def _belongs(name: str, size: int) -> bool:
    if name == CHECKPOINT:
        return True
    if name.startswith(f"{CHECKPOINTS}/"):
        return kept_size(name) >= 0  # one past the log's size is a fault of check_all's
    if name.startswith(f"{COSIGNED}/"):
        return 0 <= cosigned_size(name) <= size
    if name.startswith(f"{TIMESTAMPS}/"):
        token = name.removesuffix(".chain.pem") + ".tsr" if name.endswith(".pem") else name
        place = parse_token_name(token)
        names = (token_name(*place), chain_name(*place)) if place else ()
        return place is not None and place[0] <= size and name in names
    return False


TIMESTAMPS = "log/timestamps"


def token_name(size: int, number: int = 1) -> str:
    """Return the name of a checkpoint's first token, or of a further one."""
    return f"{TIMESTAMPS}/{_stem(size, number)}.tsr"


def chain_name(size: int, number: int = 1) -> str:
    """Return the name of the certificates beside a token."""
    return f"{TIMESTAMPS}/{_stem(size, number)}.chain.pem"


def parse_token_name(name: str) -> tuple[int, int] | None:
    """Return the size and number in a token's name, or None for another name."""
    stem = name.removeprefix(f"{TIMESTAMPS}/").removesuffix(".tsr")
    first, dot, second = stem.partition(".")
    size, number = parse_decimal(first), parse_decimal(second) if dot else 1
    if size is None or not number or token_name(size, number) != name:
        return None
    return size, number


def _stem(size: int, number: int) -> str:
    return str(size) if number == 1 else f"{size}.{number}"
