"""Reports an exception whose parts have the wrong types.

must: be a broken protocol.
outcome: crashed
says: malformed exception
"""

import sys


def double(x):
    caller, number = sys._getframe(1).f_locals["self"], sys._getframe(2).f_locals["number"]
    caller.send(["raised", number, 1, ["x"], True, None])
    return x
