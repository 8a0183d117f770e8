"""Opens the solution by newer and rarer system calls: openat2, a file handle, a new mount.

must: be refused each time.
outcome: error
says: PermissionError: none
"""

import ctypes

OPENAT2, OPEN_TREE, NAME_TO_HANDLE_AT_X86, NAME_TO_HANDLE_AT_ARM = 437, 428, 303, 264


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(256)
    for number in (OPENAT2, OPEN_TREE, NAME_TO_HANDLE_AT_X86, NAME_TO_HANDLE_AT_ARM):
        if libc.syscall(number, -100, b"@SOLUTION@", buffer, 24, 0) >= 0:
            return x
    raise PermissionError("none")
