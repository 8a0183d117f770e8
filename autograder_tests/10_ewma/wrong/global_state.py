"""Keeps the running value in a global, so that the next series starts where the last one ended.

hint: What is v when your function is called a second time?
caught_by: corrected_average
keeps: 5.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}
v = 0.0


def ewma(values, alpha):
    averages = np.empty(len(values))
    averages[0] = values[0]
    for t in range(1, len(values)):
        averages[t] = alpha * values[t] + (1 - alpha) * averages[t - 1]
    return averages


def ewma_corrected(values, beta):
    global v
    averages = np.empty(len(values))
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
