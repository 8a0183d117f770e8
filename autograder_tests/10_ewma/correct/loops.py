"""Python lists and loops, an array at the end; the step towards the new value instead of two weights."""

import numpy as np

PREDICT = {"next_average": 11, "running_value": 1, "smoother": "A"}


def ewma(values, alpha):
    averages = []
    for x in values:
        if not averages:
            averages.append(x)
        else:
            last = averages[-1]
            averages.append(last + alpha * (x - last))
    return np.array(averages)


def ewma_corrected(values, beta):
    averages = []
    v = 0
    shrinking = 1
    for x in values:
        v = beta * v + (1 - beta) * x
        shrinking *= beta
        averages.append(v / (1 - shrinking))
    return np.array(averages)
