"""A seccomp filter: system calls that a parser has no use for answer "not permitted".

A list of what is refused and not of what is let through: which harmless calls a C library makes
differs by its version, while the ways to files, sockets and processes are few and known. What is
new to this list and to the kernel is caught by Landlock and the limits. Linux on x86-64 and
AArch64. Source: Linux, Documentation/userspace-api/seccomp_filter.rst; uapi/linux/filter.h.
"""

import ctypes
import errno
import os
import platform
import struct

_PR_SET_SECCOMP, _FILTER_MODE = 22, 2
_LOAD, _JUMP_EQUAL, _JUMP_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # classic BPF, 32-bit words
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16  # struct seccomp_data
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000  # numbers of the x32 interface begin here

_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED = {
    "x86_64": {
        "open": 2, "stat": 4, "lstat": 6, "access": 21, "shmget": 29, "shmat": 30, "socket": 41,
        "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50,
        "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62,
        "truncate": 76, "getdents": 78, "chdir": 80, "fchdir": 81, "rename": 82, "mkdir": 83,
        "rmdir": 84, "creat": 85, "link": 86, "unlink": 87, "symlink": 88, "readlink": 89,
        "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94, "ptrace": 101,
        "syslog": 103, "mknod": 133, "personality": 135, "pivot_root": 155, "chroot": 161,
        "acct": 163, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169,
        "init_module": 175, "quotactl": 179, "setxattr": 188, "tkill": 200, "getdents64": 217,
        "mq_open": 240, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250,
        "inotify_add_watch": 254, "openat": 257, "mkdirat": 258, "mknodat": 259, "fchownat": 260,
        "unlinkat": 263, "renameat": 264, "linkat": 265, "symlinkat": 266, "readlinkat": 267,
        "fchmodat": 268, "faccessat": 269, "unshare": 272, "accept4": 288, "perf_event_open": 298,
        "fanotify_init": 300, "name_to_handle_at": 303, "open_by_handle_at": 304,
        "sendmmsg": 307, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "finit_module": 313, "renameat2": 316, "memfd_create": 319,
        "bpf": 321, "execveat": 322, "userfaultfd": 323,
    },
    "aarch64": {
        "setxattr": 5, "inotify_add_watch": 27, "mknodat": 33, "mkdirat": 34, "unlinkat": 35,
        "symlinkat": 36, "linkat": 37, "renameat": 38, "umount2": 39, "mount": 40,
        "pivot_root": 41, "truncate": 45, "faccessat": 48, "chdir": 49, "fchdir": 50,
        "chroot": 51, "fchmod": 52, "fchmodat": 53, "fchownat": 54, "fchown": 55, "openat": 56,
        "quotactl": 60, "getdents64": 61, "readlinkat": 78, "acct": 89, "personality": 92,
        "unshare": 97, "kexec_load": 104, "init_module": 105, "syslog": 116, "ptrace": 117,
        "kill": 129, "tkill": 130, "reboot": 142, "mq_open": 180, "shmget": 194, "shmat": 196,
        "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202,
        "connect": 203, "sendto": 206, "sendmsg": 211, "add_key": 217, "request_key": 218,
        "keyctl": 219, "clone": 220, "execve": 221, "swapon": 224, "perf_event_open": 241,
        "accept4": 242, "fanotify_init": 262, "name_to_handle_at": 264,
        "open_by_handle_at": 265, "setns": 268, "sendmmsg": 269, "process_vm_readv": 270,
        "process_vm_writev": 271, "finit_module": 273, "renameat2": 276, "memfd_create": 279,
        "bpf": 280, "execveat": 281, "userfaultfd": 282,
    },
}  # fmt: skip
_REFUSED_EVERYWHERE = {  # numbers since Linux 5.1 are the same on every architecture
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsmount": 432,
    "pidfd_open": 434, "openat2": 437, "pidfd_getfd": 438, "faccessat2": 439, "mount_setattr": 442,
    "fchmodat2": 452,
}  # fmt: skip
# What may be done to oneself: abort() sends a signal, and each document gets new processor time.
_TGKILL = {"x86_64": 234, "aarch64": 131}
_PRLIMIT = {"x86_64": 302, "aarch64": 261}
_ONESELF = 0  # as prlimit's first argument
_CLONE3 = 435  # "no such call", or the C library would not fall back to what is refused


def restrict() -> None:
    """Refuse the calls above from now on, for this process and for good.

    Needs "no new privileges". Raises: OSError where the kernel has no seccomp, or the
    architecture is neither x86-64 nor AArch64.
    """
    machine = platform.machine()
    if machine not in _REFUSED:
        raise OSError(f"no list of system calls for {machine}")
    program = _program(machine, os.getpid())
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a length, and a pointer after padding
    head = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    held = ctypes.create_string_buffer(head, len(head))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, held, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused the filter")


def _program(machine: str, own: int) -> bytes:
    """Return the filter: ``jump`` operands say how many instructions to skip, if so and if not."""
    refuse = _step(_RETURN, 0, 0, _REFUSE | errno.EPERM)
    parts = [
        _step(_LOAD, 0, 0, _ARCHITECTURE_AT),
        _step(_JUMP_EQUAL, 1, 0, _AUDIT[machine]),
        _step(_RETURN, 0, 0, _KILL),  # 32-bit calls bear other numbers
        _step(_LOAD, 0, 0, _NUMBER_AT),
    ]
    if machine == "x86_64":
        parts += [_step(_JUMP_LEAST, 0, 1, _X32), _step(_RETURN, 0, 0, _KILL)]
    parts += [_step(_JUMP_EQUAL, 0, 1, _CLONE3), _step(_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
    for number in sorted({*_REFUSED[machine].values(), *_REFUSED_EVERYWHERE.values()}):
        parts += [_step(_JUMP_EQUAL, 0, 1, number), refuse]
    parts += _only_with(_TGKILL[machine], own) + _only_with(_PRLIMIT[machine], _ONESELF)
    return b"".join([*parts, _step(_RETURN, 0, 0, _ALLOW)])


def _only_with(number: int, first: int) -> list[bytes]:
    """Refuse a call whose first argument is another one; the accumulator holds the call again."""
    return [
        _step(_JUMP_EQUAL, 0, 4, number),
        _step(_LOAD, 0, 0, _FIRST_ARGUMENT_AT),  # little endian: the lower half comes first
        _step(_JUMP_EQUAL, 1, 0, first),
        _step(_RETURN, 0, 0, _REFUSE | errno.EPERM),
        _step(_RETURN, 0, 0, _ALLOW),
    ]


def _step(code: int, if_so: int, if_not: int, operand: int) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, operand)
