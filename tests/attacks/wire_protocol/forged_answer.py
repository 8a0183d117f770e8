"""Sends an answer of its own, with a number that it guesses, before the real one.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import os
import struct


def double(x):
    os.write(3, struct.pack("<8sIQ", bytes(8), 1, 0) + b"\xc0")
    return x
