"""Returns NaNs whose conversion to a longer float raises a floating point exception: a warning in the grader.

must: fail, without a warning becoming the grader's own fault.
outcome: failed
outcome of scale_of_an_array: failed
"""

import numpy as np


def double(x):
    return np.array([0x7F800001], np.uint32).view(np.float32)[0]


def scale(values, factor):
    return np.full(len(values), 0x7F800001, np.uint32).view(np.float32)
