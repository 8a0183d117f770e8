"""seccomp: the system calls that stay. An allow-list; every other call fails with EPERM.

What computing and talking over an open socket needs is here. No fork, no exec, no new socket, no signals to others, no
opening for writing. Source: the kernel's seccomp filter documentation, and its system call tables.
"""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import platform
import struct

from grader.confine._libc import PR_SET_NO_NEW_PRIVS, prctl, syscall

# name: (x86_64, aarch64); None where the architecture lacks it
ALLOWED: dict[str, tuple[int, int | None]] = {
    "access": (21, None),
    "brk": (12, 214),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "close": (3, 57),
    "dup": (32, 23),
    "dup3": (292, 24),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "lseek": (8, 62),
    "lstat": (6, None),
    "madvise": (28, 233),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "poll": (7, None),
    "ppoll": (271, 73),
    "pread64": (17, 67),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "recvfrom": (45, 207),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "select": (23, None),
    "pselect6": (270, 72),
    "sendto": (44, 206),
    "set_robust_list": (273, 99),
    "sigaltstack": (131, 132),
    "stat": (4, None),
    "statx": (332, 291),
    "sysinfo": (99, 179),
    "time": (201, None),
    "times": (100, 153),
    "uname": (63, 160),
    "write": (1, 64),
    "writev": (20, 66),
}
# Calls whose arguments decide.
OPEN = (2, None)
OPENAT = (257, 56)
FCNTL = (72, 25)
IOCTL = (16, 29)
PRLIMIT64 = (302, 261)
TGKILL = (234, 131)
CLONE3 = (435, 435)

_COLUMN = {"x86_64": 0, "aarch64": 1}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_X32_BIT = 0x40000000

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NUMBER, _ARCH = 0, 4  # offsets in struct seccomp_data
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_FIOCLEX, _FIONCLEX, _FIONREAD = 0x5451, 0x5450, 0x541B
_SAFE_FCNTL = (0, 1, 2, 3, 4, 1030)  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def _low(argument: int) -> int:
    """The offset of the low half of a system call's argument (both architectures are little-endian)."""
    return 16 + 8 * argument


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _return(action: int) -> bytes:
    return _instruction(_RETURN, action)


def _refuse(code: int) -> bytes:
    return _return(0x00050000 | code)


def _when(number: int | None, *body: bytes) -> list[bytes]:
    """Run `body`, which must end in a return, for one system call."""
    if number is None:
        return []
    return [_instruction(_JUMP_EQUAL, number, 0, len(body)), *body]


def _one_of(values: tuple[int, ...], argument: int, otherwise: int) -> list[bytes]:
    """Allow when the argument is one of `values`."""
    tests = [_instruction(_LOAD, _low(argument))]
    for value in values:
        tests += [_instruction(_JUMP_EQUAL, value, 0, 1), _return(_ALLOW)]
    return [*tests, _refuse(otherwise)]


def _no_writing(argument: int) -> list[bytes]:
    flags = _instruction(_LOAD, _low(argument))
    return [flags, _instruction(_JUMP_ANY_BIT, _WRITING, 0, 1), _refuse(errno.EACCES), _return(_ALLOW)]


def _search(starts: list[int], allowed: bool = False) -> list[bytes]:
    """Decide by halving: below the first of `starts` a call is `allowed` or not, and each start turns that round."""
    if not starts:
        return [_return(_ALLOW) if allowed else _refuse(errno.EPERM)]
    half = len(starts) // 2
    below = _search(starts[:half], allowed)
    above = _search(starts[half + 1 :], allowed ^ (half % 2 == 0))
    return [_instruction(_JUMP_AT_LEAST, starts[half], len(below), 0), *below, *above]


def program(machine: str, process: int) -> bytes:
    """The filter for an architecture and a process, which may send signals to itself alone.

    `KeyError` for an unknown architecture.
    """
    to_itself = [_instruction(_LOAD, _low(0)), _instruction(_JUMP_EQUAL, process, 0, 1)]
    to_itself += [_return(_ALLOW), _refuse(errno.EPERM)]  # abort() and raise() on itself
    return _start(machine) + b"".join(_when(TGKILL[_COLUMN[machine]], *to_itself)) + _rest(machine)


@functools.cache
def _start(machine: str) -> bytes:
    """Only calls of this architecture go on, with their number loaded."""
    lines = [
        _instruction(_LOAD, _ARCH),
        _instruction(_JUMP_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _return(_KILL),
        _instruction(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        lines += [_instruction(_JUMP_AT_LEAST, _X32_BIT, 0, 1), _return(_KILL)]
    return b"".join(lines)


@functools.cache
def _rest(machine: str) -> bytes:
    """Those whose arguments decide, then all others by their numbers.

    When a filter is installed, the kernel tries it on every number that there is: hence the search by halving.
    """
    column = _COLUMN[machine]
    lines = _when(OPEN[column], *_no_writing(1))
    lines += _when(OPENAT[column], *_no_writing(2))
    lines += _when(FCNTL[column], *_one_of(_SAFE_FCNTL, 1, errno.EPERM))
    lines += _when(IOCTL[column], *_one_of((_FIOCLEX, _FIONCLEX, _FIONREAD), 1, errno.ENOTTY))
    read_only = [
        _instruction(_LOAD, _low(2)),
        _instruction(_JUMP_EQUAL, 0, 0, 3),
        _instruction(_LOAD, _low(2) + 4),
    ]
    read_only += [_instruction(_JUMP_EQUAL, 0, 0, 1), _return(_ALLOW), _refuse(errno.EPERM)]
    lines += _when(PRLIMIT64[column], *read_only)
    lines += _when(CLONE3[column], _refuse(errno.ENOSYS))  # its arguments lie in memory; glibc falls back to clone
    allowed = {number for numbers in ALLOWED.values() if (number := numbers[column]) is not None}
    edges = allowed ^ {number + 1 for number in allowed}  # where a row of allowed ones starts, and where it has ended
    return b"".join(lines + _search(sorted(edges)))


def prepare() -> None:
    """Make the filter for this machine, so that forks find it made."""
    if platform.machine() in _COLUMN:
        program(platform.machine(), os.getpid())


def restrict() -> bool:
    """Install the filter in this process. False where there is no seccomp or no table for this architecture."""
    machine = platform.machine()
    if machine not in _COLUMN:
        return False
    whole = program(machine, os.getpid())
    try:
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        header = ctypes.byref(_Program(len(whole) // 8, whole))
        syscall(_SECCOMP[machine], ctypes.c_uint(1), ctypes.c_uint(0), header)
    except OSError:
        return False
    return True
