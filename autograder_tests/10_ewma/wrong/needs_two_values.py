"""Reads a second value that need not be there.

hint: What does your function do with a series of one value?
caught_by: edges_of_the_average
keeps: 9.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    averages = np.empty(len(values))
    averages[0] = values[0]
    averages[1] = alpha * values[1] + (1 - alpha) * averages[0]
    for t in range(2, len(values)):
        averages[t] = alpha * values[t] + (1 - alpha) * averages[t - 1]
    return averages


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
