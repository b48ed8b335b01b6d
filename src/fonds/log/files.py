"""The names that may be below ``log/`` and their meaning; files that do not belong there."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from fonds.formats.tlog.note import parse_decimal
from fonds.formats.tlog.tiles import HEIGHT, Tile
from fonds.log.cosignatures import COSIGNED, cosigned_size
from fonds.log.layout import CHECKPOINT, CHECKPOINTS, checkpoint_size
from fonds.log.state import LogState
from fonds.storage.store import Store

TIMESTAMPS = "log/timestamps"

Kind = Literal["checkpoint", "stored checkpoint", "cosigned checkpoint", "timestamp", "tile"]


class LogFile(NamedTuple):
    """What the name of a file below ``log/`` says.

    Shape: ``size`` is the tree size in the name, 0 where there is none; ``tile`` is None for all
    kinds but tiles and entry bundles.
    """

    kind: Kind
    size: int = 0
    tile: Tile | None = None

    def is_past(self, size: int) -> bool:
        """Say whether a tile holds more than the signed tree of ``size`` leaves has."""
        if self.tile is None:
            return False
        # A hash of level L covers 256**L leaves. Entry bundles (-1) count leaves, as level 0 does.
        return self.tile.end > size >> HEIGHT * max(self.tile.level, 0)


def parse_name(name: str) -> LogFile | None:
    """Return what a file of this name is, or None where the log has no such file.

    Source: FORMAT.md, sections Archive and Log.
    """
    if name == CHECKPOINT:
        return LogFile("checkpoint")
    tile = Tile.parse(name.removeprefix("log/"))
    if tile is not None and name.startswith("log/"):
        return LogFile("tile", tile=tile)
    if name.startswith(f"{CHECKPOINTS}/"):
        size = checkpoint_size(name)
        return LogFile("stored checkpoint", size) if size >= 0 else None
    if name.startswith(f"{COSIGNED}/"):
        size = cosigned_size(name)
        return LogFile("cosigned checkpoint", size) if size >= 0 else None
    if name.startswith(f"{TIMESTAMPS}/"):
        # The certificates of a token lie beside it: 7.tsr and 7.chain.pem, 7.2.tsr and so on.
        place = parse_token_name(name.removesuffix(".chain.pem") + ".tsr" * name.endswith(".pem"))
        known = place is not None and name in (token_name(*place), chain_name(*place))
        return LogFile("timestamp", place[0]) if place is not None and known else None
    return None


class Stray(NamedTuple):
    """A file below ``log/`` that is no part of it.

    ``unsigned`` says that a commit that was cut short left it before signing: no damage, and the
    next commit overwrites it. Anything else does not belong there.
    """

    name: str
    unsigned: bool


def strays(store: Store, state: LogState) -> Iterator[Stray]:
    """Yield the files below ``log/`` that are neither the signed tree nor belong to it.

    The content of files that belong there is checked by ``check_all`` and ``check_timestamps``.
    Cost: one listing of the log's files.
    """
    for name in store.names("log"):
        file = parse_name(name)
        if file is not None and file.is_past(state.size):
            yield Stray(name, unsigned=True)
        elif file is None or (file.kind in _OF_A_SIGNED_SIZE and file.size > state.size):
            yield Stray(name, unsigned=False)


# A stored checkpoint past the log's size is absent here: check_all reports it as a rollback.
_OF_A_SIGNED_SIZE = frozenset({"cosigned checkpoint", "timestamp"})


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
