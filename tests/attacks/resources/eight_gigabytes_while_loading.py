"""Asks for 8 GiB before any function exists.

must: be told that this is too much memory.
outcome: memory
"""

DATA = bytearray(8 << 30)


def double(x):
    return x
