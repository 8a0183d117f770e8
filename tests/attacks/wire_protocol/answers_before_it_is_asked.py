"""Sends answers while it is loaded, with the nonce of the request to load.

must: be a broken protocol.
outcome: crashed
says: protocol
"""

import sys

shim = sys._getframe(1).f_locals["self"]
for number in range(3):
    shim.send(["answer", number, 6.0, None])


def double(x):
    return x
