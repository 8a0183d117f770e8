"""Reads address 0.

must: be a crash with the signal's name.
outcome: crashed
says: SIGSEGV
"""

import ctypes


def double(x):
    return ctypes.string_at(0)
