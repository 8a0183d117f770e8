"""Landlock: the file system, deny by default. Reading under a few folders stays; writing goes everywhere.

Source: the kernel's userspace-api/landlock documentation. The system call numbers are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import functools
import os
import struct
from collections.abc import Iterable
from typing import NamedTuple

from grader.confine._libc import PR_SET_NO_NEW_PRIVS, prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1
_OUT_OF_THE_WAY = 100  # of the descriptors 0 to 3 that a worker has

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_ALL_OF_ABI_1 = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15  # since ABI 2, 3 and 5
_TCP = 0b11  # bind and connect, since ABI 4
_SCOPES = 0b11  # abstract unix sockets and signals, since ABI 6


def version() -> int:
    """The kernel's Landlock ABI; 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG))
    except OSError:
        return 0


class Ruleset(NamedTuple):
    """The kernel's description of what will be allowed, as an open descriptor, and the ABI that it was made for."""

    abi: int
    descriptor: int


@functools.cache
def ruleset(readable: tuple[str, ...]) -> Ruleset | None:
    """Allow reading under `readable`, and nothing else. None when this kernel has no Landlock.

    Made once; a process that is forked later has it too, and only needs to enter it.
    """
    abi = version()
    if abi < 1:
        return None
    handled = _ALL_OF_ABI_1
    handled |= _REFER if abi >= 2 else 0
    handled |= _TRUNCATE if abi >= 3 else 0
    handled |= _IOCTL_DEV if abi >= 5 else 0
    attributes = struct.pack("<Q", handled)
    if abi >= 4:
        attributes += struct.pack("<Q", _TCP)  # handled without a rule: all denied
    if abi >= 6:
        attributes += struct.pack("<Q", _SCOPES)
    size = ctypes.c_size_t(len(attributes))
    created = syscall(_CREATE_RULESET, ctypes.c_char_p(attributes), size, ctypes.c_uint(0))
    for path in readable:
        _allow_reading(created, path)
    import fcntl  # Linux only, as is everything up to here

    descriptor = fcntl.fcntl(created, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    os.close(created)
    return Ruleset(abi, descriptor)


def restrict(readable: Iterable[str]) -> int:
    """Deny this process every file access but reading under `readable`, and TCP, and signals to the outside.

    Returns the ABI version that was used; 0 when this kernel has no Landlock and nothing was done.
    """
    entered = ruleset(tuple(readable))
    if entered is None:
        return 0
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    syscall(_RESTRICT_SELF, ctypes.c_int(entered.descriptor), ctypes.c_uint(0))
    os.close(entered.descriptor)
    return entered.abi


def _allow_reading(ruleset: int, path: str) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return  # a Python without, say, lib64
    try:
        access = _READ_FILE | (_READ_DIR if os.path.isdir(path) else 0)
        rule = struct.pack("<Qi", access, place)  # struct landlock_path_beneath_attr, packed
        kind = ctypes.c_int(_RULE_PATH_BENEATH)
        syscall(_ADD_RULE, ctypes.c_int(ruleset), kind, ctypes.c_char_p(rule), ctypes.c_uint(0))
    finally:
        os.close(place)
