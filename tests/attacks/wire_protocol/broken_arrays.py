"""Sends arrays whose headers lie: unknown types, too many dimensions, sizes that overflow, missing data.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import itertools
import os
import struct
import sys

HEADERS = itertools.cycle(
    [
        struct.pack("<BB2Q", 11, 2, 1 << 62, 1 << 62),
        struct.pack("<BB", 250, 0),
        struct.pack("<BB", 11, 200),
        struct.pack("<BBQ", 11, 1, 10),
        b"",
    ]
)


def double(x):
    header = next(HEADERS)
    skeleton = b"\x94\xa6answer\x00\xc7" + bytes([len(header), 1]) + header + b"\xc0"
    nonce = sys._getframe(1).f_locals["self"].nonce
    os.write(3, struct.pack("<8sIQ", nonce, len(skeleton), 0) + skeleton)
    return x
