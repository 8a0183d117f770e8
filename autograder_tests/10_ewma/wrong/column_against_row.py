"""Divides a row by a column of corrections, which makes a square.

hint: Which shapes do the running values and the corrections have, and what does NumPy do with them?
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
    running = np.empty(len(values))
    v = 0.0
    for i, x in enumerate(values):
        v = beta * v + (1 - beta) * x
        running[i] = v
    t = np.arange(1, len(values) + 1).reshape(-1, 1)
    return running / (1 - beta**t)
