"""Returns an array without entries, all of which are right.

must: fail: the shape comes before any arithmetic.
outcome: failed
outcome of scale_of_an_array: failed
"""

import numpy as np


def double(x):
    return np.zeros((0, 7))


def scale(values, factor):
    return np.zeros(0)
