"""Takes the plain mean of the last 1/alpha values.

hint: Does a value fade away little by little here, or all at once?
caught_by: average
keeps: 5.5
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    window = max(1, round(1 / alpha))
    return np.array([np.mean(values[max(0, t + 1 - window) : t + 1]) for t in range(len(values))])


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
