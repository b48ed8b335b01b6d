"""The log: an append-only Merkle tree of leaves, signed. Floor 3, a stage.

What is here reads and writes the files below ``log/`` through a store that is given; keys, clock
and what was seen before are arguments. FORMAT.md section Log says what the files mean.
"""

from typing import TYPE_CHECKING, Any

from fonds.log.check import Checked, Fault, check_all
from fonds.log.state import (
    LogState,
    check_head,
    consistency,
    entries,
    inclusion,
    prove,
    read_state,
)
from fonds.log.store import LogStore
from fonds.log.strays import Stray, strays
from fonds.log.write import append, recover, rotate, start

if TYPE_CHECKING:
    from fonds.log.timestamps import CheckedToken, check_timestamps

__all__ = [
    "Checked",
    "CheckedToken",
    "Fault",
    "LogState",
    "LogStore",
    "Stray",
    "append",
    "check_all",
    "check_head",
    "check_timestamps",
    "consistency",
    "entries",
    "inclusion",
    "prove",
    "read_state",
    "recover",
    "rotate",
    "start",
    "strays",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever bears the name
    """Import what checks time-stamps when it is first asked for: it needs X.509 and CMS."""
    if name in ("CheckedToken", "check_timestamps"):
        from fonds.log import timestamps

        return getattr(timestamps, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
