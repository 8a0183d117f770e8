"""Puts a second message behind the first one in the same frame, and data that no array refers to.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import os
import struct
import sys


def double(x):
    skeleton = b"\x94\xa6answer\x00\xc0\xc0" * 2
    nonce = sys._getframe(1).f_locals["self"].nonce
    os.write(3, struct.pack("<8sIQ", nonce, len(skeleton), 3) + skeleton + b"abc")
    return x
