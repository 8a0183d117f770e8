"""Landlock: the file system, deny by default. Reading under a few folders stays; writing goes everywhere.

Source: the kernel's userspace-api/landlock documentation. The system call numbers are the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from grader.confine._libc import PR_SET_NO_NEW_PRIVS, prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1

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


def restrict(readable: Iterable[str]) -> int:
    """Deny this process every file access but reading under `readable`, and TCP, and signals to the outside.

    Returns the ABI version that was used; 0 when this kernel has no Landlock and nothing was done.
    """
    abi = version()
    if abi < 1:
        return 0
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
    ruleset = syscall(_CREATE_RULESET, ctypes.c_char_p(attributes), size, ctypes.c_uint(0))
    try:
        for path in readable:
            _allow_reading(ruleset, path)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint(0))
    finally:
        os.close(ruleset)
    return abi


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
