"""Reads the environment and arguments that the process was started with, behind Python's back.

must: hold nothing of the grader's.
outcome: error
says: RuntimeError
"""

import ctypes
import sys


def double(x):
    environment = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    found, place = [], 0
    while environment and environment[place]:
        found.append(environment[place])
        place += 1
    raise RuntimeError(f"{found} {sys.orig_argv}")
