"""Collects the averages in a list that all calls share (a mutable default argument).

hint: When is the default value of an argument made: at each call, or once?
caught_by: average
keeps: 5.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha, averages=[]):
    average = values[0]
    for x in values:
        average = alpha * x + (1 - alpha) * average
        averages.append(average)
    return np.array(averages)


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
