"""Reports an exception of its own with impossible lines, cells and text.

must: be an ordinary error, cut and cleaned.
outcome: error
"""

import sys


def double(x):
    caller, number = sys._getframe(1).f_locals["self"], sys._getframe(2).f_locals["number"]
    caller.send(["raised", number, "E\x1b[2J" * 100, "\u202e<b>" * 700, -5, 2**63, ["ValueError", 3, [None]]])
    return x
