"""Raises an exception that raises another one when it is turned into text.

must: be an ordinary error without a text.
outcome: error
"""


class Trap(Exception):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__


def double(x):
    raise Trap
