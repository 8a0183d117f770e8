"""Answers call 7 instead of the one that was asked.

must: be a broken protocol.
outcome: crashed
says: not asked
"""

import sys


def double(x):
    sys._getframe(1).f_locals["self"].send(["answer", 7, 6.0, None])
    return x
