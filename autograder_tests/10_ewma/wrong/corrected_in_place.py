"""Scales the series that was handed in before it averages it.

hint: `values *= ...` changes the caller's array; which expression makes a new one?
caught_by: corrected_leaves_its_values_alone
keeps: 9.5
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
    values *= 1 - beta
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + x
        averages[t - 1] = v / (1 - beta**t)
    return averages
