"""Asks the kernel directly for a new process: fork, vfork, clone and clone3, whatever Python's os module thinks.

must: be refused by the kernel every time.
outcome: error
says: OSError: no new process
"""

import ctypes
import platform

FORK, VFORK, CLONE, CLONE3 = 57, 58, 56, 435
NUMBERS = [FORK, VFORK, CLONE, CLONE3] if platform.machine() == "x86_64" else [220, CLONE3]


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for number in NUMBERS:
        if libc.syscall(number, 0, 0, 0, 0, 0) >= 0:
            return x
    raise OSError("no new process")
