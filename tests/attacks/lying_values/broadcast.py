"""Returns an array that agrees with every number when it is broadcast.

must: fail: the shape comes before any arithmetic.
outcome: failed
outcome of scale_of_an_array: failed
"""

import numpy as np


def double(x):
    return np.array([2 * x])


def scale(values, factor):
    return (values * factor)[:, None] * np.ones((1, len(values) + 1))
