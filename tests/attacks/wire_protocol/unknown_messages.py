"""Sends kinds of messages that do not exist, with the right nonce.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import sys


def double(x):
    shim = sys._getframe(1).f_locals["self"]
    shim.send(["passed\x1b[31m" + "x" * 200, 0, 10])
    shim.send([])
    shim.send({"score": 10})
    return x
