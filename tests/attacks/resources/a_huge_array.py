"""Asks numpy for an array of a million times a million numbers.

must: end at the cap.
outcome: memory
"""

import numpy as np


def double(x):
    return np.ones((10**6, 10**6)).sum()
