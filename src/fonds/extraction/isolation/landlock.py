"""Landlock: a process gives up the file system and TCP, and keeps what is open. Linux 5.13 on.

Source: Linux, Documentation/userspace-api/landlock.rst; uapi/linux/landlock.h. Three system calls
through ctypes, since neither Python nor glibc has names for them.
"""

import ctypes
import os
import struct

_CREATE, _RESTRICT = 444, 446  # the same numbers on every architecture
_ASK_VERSION = 1
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # bits of the file rights, by ABI
_TCP_SINCE, _TCP = 4, 0b11  # bind, connect
_SCOPES_SINCE, _SCOPES = 6, 0b11  # abstract UNIX sockets, signals to processes outside


def abi() -> int:
    """Return the version of Landlock's interface that the kernel has, 0 where it has none."""
    return max(0, _call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION)))


def restrict() -> int:
    """Give up every file, and TCP where the kernel can; return the ABI that was used.

    New files cannot be opened, made or removed; open descriptors go on working. Needs "no new
    privileges". Raises: OSError where the kernel has no Landlock or refuses.
    """
    version = abi()
    if version == 0:
        raise OSError("the kernel has no Landlock")
    handled = (1 << _FS_RIGHTS.get(version, 16)) - 1
    rules = struct.pack("=Q", handled)
    if version >= _TCP_SINCE:
        rules += struct.pack("=Q", _TCP)
    if version >= _SCOPES_SINCE:
        rules += struct.pack("=Q", _SCOPES)
    held = ctypes.create_string_buffer(rules, len(rules))
    ruleset = _call(_CREATE, held, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    try:
        if _call(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) != 0:
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    finally:
        os.close(ruleset)
    return version


def _call(number: int, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return int(libc.syscall(ctypes.c_long(number), *arguments))
