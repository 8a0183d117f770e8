"""Returns the last average only.

hint: How many averages does a series of n values have?
caught_by: average
keeps: 1
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    average = values[0]
    for x in values[1:]:
        average = alpha * x + (1 - alpha) * average
    return average


def ewma_corrected(values, beta):
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
    return v / (1 - beta**t)
