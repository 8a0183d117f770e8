"""System calls that Python has no function for. Linux only; elsewhere every call raises OSError."""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
if _libc is not None:
    _libc.syscall.restype = ctypes.c_long
    _libc.prctl.restype = ctypes.c_int  # looked up here, not in every fork


def syscall(number: int, *arguments: object) -> int:
    """One raw system call; raises OSError with the kernel's errno."""
    if _libc is None:
        raise OSError("no Linux system calls here")
    result = int(_libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), f"system call {number}")
    return result


def prctl(option: int, value: int) -> None:
    """One `prctl` with a single argument; raises OSError."""
    if _libc is None:
        raise OSError("no prctl here")
    zero = ctypes.c_ulong(0)
    if _libc.prctl(option, ctypes.c_ulong(value), zero, zero, zero) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), f"prctl {option}")
