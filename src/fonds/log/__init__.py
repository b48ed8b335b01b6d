"""The log: an append-only Merkle tree of leaves, signed.

What is here reads and writes the files below ``log/`` through a store that is given; keys, clock
and what was seen before are arguments. FORMAT.md section Log says what the files mean.
"""

from typing import TYPE_CHECKING

from fonds.late_imports import imports_late

if TYPE_CHECKING:
    from fonds.log.check import Fault, LogCheck, check_all
    from fonds.log.files import Stray, strays
    from fonds.log.state import (
        LogState,
        check_head,
        consistency,
        entries,
        inclusion,
        prove,
        read_state,
    )
    from fonds.log.timestamps import CheckedToken, check_timestamps
    from fonds.log.write import append, recover, rotate, start

__all__ = [
    "CheckedToken",
    "Fault",
    "LogCheck",
    "LogState",
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


__getattr__ = imports_late(
    __name__,
    {
        "check": "LogCheck Fault check_all",
        "state": "LogState check_head consistency entries inclusion prove read_state",
        "files": "Stray strays",
        "timestamps": "CheckedToken check_timestamps",
        "write": "append recover rotate start",
    },
)
