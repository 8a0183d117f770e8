"""Sends an array of shape (0, 2**62): no data, and a size that overflows.

must: be a broken protocol or a wrong shape, never the grader's fault.
outcome: crashed
says: protocol
"""

import os
import struct
import sys


def double(x):
    header = struct.pack("<BB2Q", 11, 2, 0, 1 << 62)
    skeleton = b"\x94\xa6answer\x00\xc7" + bytes([len(header), 1]) + header + b"\xc0"
    nonce = sys._getframe(1).f_locals["self"].nonce
    os.write(3, struct.pack("<8sIQ", nonce, len(skeleton), 0) + skeleton)
    return x
