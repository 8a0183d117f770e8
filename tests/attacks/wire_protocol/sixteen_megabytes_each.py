"""Answers every example with as much data as a frame holds.

must: fail, in little time and memory.
outcome: failed
"""

import numpy as np

BIG = np.zeros(2**21)


def double(x):
    return BIG
