"""Returns values whose differences overflow, and the smallest numbers there are.

must: fail, without a warning.
outcome: failed
outcome of scale_of_an_array: failed
"""

import numpy as np


def double(x):
    return -1.7976931348623157e308 if x > 0 else 5e-324


def scale(values, factor):
    return np.where(np.arange(len(values)) % 2, 1.7976931348623157e308, -1.7976931348623157e308)
