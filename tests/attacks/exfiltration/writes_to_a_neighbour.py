"""Leaves a message for the next worker in the output file and in the modules of the warm process.

must: not be there when the next worker starts.
outcome: error
says: OSError: clean
"""

import os
import sys

before = os.read(1, 1000) if os.lseek(1, 0, 1) else b""
found = getattr(sys, "message", None) or before
sys.message = "EXFILTRATED"


def double(x):
    if found:
        return x
    raise OSError("clean")
