"""Sends what MessagePack has and the grader's language has not: timestamps, keys that are no text, unknown kinds.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import itertools
import os
import struct
import sys

VALUES = itertools.cycle([b"\xd6\xff\x00\x00\x00\x00", b"\x81\x01\x02", b"\xd4\x63\x00", b"\xc1", b"\xa2\xff\xfe"])


def double(x):
    skeleton = b"\x94\xa6answer\x00" + next(VALUES) + b"\xc0"
    nonce = sys._getframe(1).f_locals["self"].nonce
    os.write(3, struct.pack("<8sIQ", nonce, len(skeleton), 0) + skeleton)
    return x
