"""Signals the grader through tgkill, which is left open for a process's signals to itself.

must: be refused for any other process.
outcome: error
says: PermissionError
"""

import ctypes
import os
import platform


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    tgkill = 234 if platform.machine() == "x86_64" else 131
    for process in (os.getppid(), int("@GRADER@")):
        if libc.syscall(tgkill, process, process, 0) != 0:
            raise PermissionError(ctypes.get_errno(), "tgkill")
    return x
