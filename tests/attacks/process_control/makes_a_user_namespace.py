"""Becomes root in a user namespace of its own.

must: be refused by the kernel.
outcome: error
says: PermissionError
"""

import ctypes

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def double(x):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        raise PermissionError(ctypes.get_errno(), "unshare")
    return x
