"""Sends bytes that are no frames.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import os


def double(x):
    os.write(3, bytes(range(256)) * 100)
    return x
