"""Returns an array whose bytes mean another number in another order.

must: be judged by the value, not by the bytes.
outcome: failed
"""

import numpy as np


def double(x):
    return np.array(2 * x).byteswap()
