"""Returns infinity, so that differences from it are not a number.

must: fail: an answer is finite.
outcome: failed
says: finite
"""

import numpy as np


def double(x):
    return np.float32("inf")
