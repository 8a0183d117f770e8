"""Counts t from 0, so that each step gets the correction of the step before.

hint: What is 1 - beta^0, and what happens when you divide by it?
caught_by: corrected_average
keeps: 5.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    averages = np.empty(len(values))
    averages[0] = values[0]
    for t in range(1, len(values)):
        averages[t] = alpha * values[t] + (1 - alpha) * averages[t - 1]
    return averages


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=0):
        v = beta * v + (1 - beta) * x
        averages[t] = v / (1 - beta**t)
    return averages
