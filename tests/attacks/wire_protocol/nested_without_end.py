"""Sends a list in a list in a list, a hundred thousand deep.

must: be refused by the decoder, without an overflow of the grader's stack.
outcome: crashed
says: protocol
"""

import os
import struct
import sys


def double(x):
    skeleton = b"\x91" * 100_000 + b"\xc0"
    nonce = sys._getframe(1).f_locals["self"].nonce
    os.write(3, struct.pack("<8sIQ", nonce, len(skeleton), 0) + skeleton)
    return x
