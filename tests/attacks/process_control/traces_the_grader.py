"""Attaches to the grader as a debugger.

must: be refused by the kernel.
outcome: error
says: PermissionError
"""

import ctypes
import os

PTRACE_ATTACH = 16


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    for process in (os.getppid(), int("@GRADER@")):
        if libc.ptrace(PTRACE_ATTACH, process, 0, 0) != 0:
            raise PermissionError(ctypes.get_errno(), "ptrace")
    return x
