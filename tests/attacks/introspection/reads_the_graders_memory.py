"""Copies memory out of the grader's process, by /proc and by a system call.

must: be refused.
outcome: error
says: PermissionError: none
"""

import ctypes
import os


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(4096)

    class Piece(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]

    for process in (os.getppid(), int("@GRADER@")):
        here, there = Piece(ctypes.addressof(buffer), 4096), Piece(0x400000, 4096)
        if libc.process_vm_readv(process, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            return x
        try:
            open(f"/proc/{process}/mem", "rb")
        except OSError:
            continue
        return x
    raise PermissionError("none")
