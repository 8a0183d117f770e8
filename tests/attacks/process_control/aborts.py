"""Raises SIGABRT in its own process, to leave a core dump behind.

must: be a crash with the signal's name; no core file.
outcome: crashed
says: SIGABRT
"""

import os


def double(x):
    os.abort()
