"""Asks the grader to evaluate functions that it was never given.

must: be answered with an exception, and nothing else.
outcome: error
says: TypeError: no such function
"""

import sys


def double(x):
    shim = sys._getframe(1).f_locals["self"]
    for place in (0, 99, -1, 2**62):
        shim.send(["callback", place, [x]])
        kind, *rest = shim.receive()
        if kind == "value":
            return rest[0]
    raise TypeError(rest[1])
