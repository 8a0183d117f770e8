"""Announces a frame of four gigabytes.

must: be refused at its header, before any memory is taken.
outcome: crashed
says: larger than allowed
"""

import os
import struct


def double(x):
    os.write(3, struct.pack("<8sIQ", bytes(8), 0xFFFFFFFF, 1 << 63))
    return x
