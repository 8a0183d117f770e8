"""Divides every running value by the correction of the last one.

hint: The first value has seen one step, the last one n. Do both need the same correction?
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
    for t, x in enumerate(values):
        v = beta * v + (1 - beta) * x
        averages[t] = v
    return averages / (1 - beta ** len(values))
