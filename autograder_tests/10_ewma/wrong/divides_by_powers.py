"""Sums x / (1 - alpha)^t and multiplies back, which divides by zero when alpha is 1.

hint: Try alpha = 1, and a long series with alpha near 1. What happens to the powers?
caught_by: edges_of_the_average
keeps: 9
"""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


def ewma(values, alpha):
    powers = (1 - alpha) ** np.arange(len(values))
    parts = alpha * values / powers
    parts[0] = values[0]
    return np.cumsum(parts) * powers


def ewma_corrected(values, beta):
    averages = np.empty(len(values))
    v = 0.0
    for t, x in enumerate(values, start=1):
        v = beta * v + (1 - beta) * x
        averages[t - 1] = v / (1 - beta**t)
    return averages
