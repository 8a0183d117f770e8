"""Matches a regular expression that backtracks exponentially.

must: be stopped from outside.
outcome: timeout
"""

import re


def double(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")
