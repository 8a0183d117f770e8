"""Hands in a named pipe, which makes whoever opens it wait for ever.

must: be told that this is no ordinary file.
outcome: error
says: ordinary file
"""

import os

WRONG = "def double(x):\n    return x\n"


def build(folder):
    os.mkfifo(folder / "double.py")
    return folder
