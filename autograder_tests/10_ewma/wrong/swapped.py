"""Weights the one as the other should be: each function starts the way of its neighbour.

hint: Which of the two starts at the first value, and which starts at zero?
caught_by: average
keeps: 1
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = (1 - alpha) * v + alpha * x
        averages[t - 1] = v / (1 - (1 - alpha) ** t)
    return averages


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    averages[0] = values[0]
    for t in range(1, len(values)):
        averages[t] = (1 - beta) * values[t] + beta * averages[t - 1]
    return averages
