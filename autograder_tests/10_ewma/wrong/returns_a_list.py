"""Returns a list of numbers instead of an array.

hint: Your numbers are right. What kind of object holds them, and what is asked for?
caught_by: average
keeps: 5.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    averages = [values[0]]
    for x in values[1:]:
        averages.append(alpha * x + (1 - alpha) * averages[-1])
    return averages


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
