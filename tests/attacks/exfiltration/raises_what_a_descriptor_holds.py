"""Reads everything that its open descriptors hold.

must: find its own connection and nothing else.
outcome: error
says: OSError: none
"""

import os


def double(x):
    for descriptor in [0, *range(4, 64)]:
        try:
            data = os.read(descriptor, 1000)
        except OSError:
            continue
        if data:
            raise RuntimeError(data)
    raise OSError("none")
