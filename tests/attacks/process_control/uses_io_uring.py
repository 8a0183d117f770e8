"""Sets up an io_uring, whose operations pass by a filter on system calls.

must: be refused by the kernel.
outcome: error
says: PermissionError
"""

import ctypes

IO_URING_SETUP = 425


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(IO_URING_SETUP, 8, ctypes.create_string_buffer(120)) < 0:
        raise PermissionError(ctypes.get_errno(), "io_uring_setup")
    return x
