"""Puts things that are no predictions into PREDICT.

must: fail, and be no fault of the grader's.
outcome: failed
outcome of predictions: failed
"""

import numpy as np

PREDICT = {"twice_three": np.float16("nan"), "twice_a_negative": ["a", "b", "c", "d"]}


def double(x):
    return [[[x]]]
