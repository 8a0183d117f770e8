"""Sends the beginning of a frame and waits.

must: be stopped by the clock on the wall.
outcome: timeout
"""

import os
import struct
import time


def double(x):
    os.write(3, struct.pack("<8sIQ", bytes(8), 1000, 0) + b"\x93")
    time.sleep(600)
