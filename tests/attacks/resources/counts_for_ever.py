"""Sums an endless iterator.

must: be stopped from outside.
outcome: timeout
"""

import itertools


def double(x):
    return sum(itertools.count())
