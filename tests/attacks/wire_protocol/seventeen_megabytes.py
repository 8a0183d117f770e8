"""Answers with more data than a frame holds.

must: be refused with a reason.
outcome: failed
says: too large
"""

import numpy as np


def double(x):
    return np.zeros(17 * 2**17)
