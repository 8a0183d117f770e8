"""Lets its answer trickle, byte for byte, each well before any timeout of a single read.

must: be stopped by the clock on the wall: the whole answer has one deadline.
outcome: timeout
"""

import os
import struct
import time


def double(x):
    os.write(3, struct.pack("<8sIQ", bytes(8), 200_000, 0))
    while True:
        os.write(3, b"\xc0")
        time.sleep(0.05)
