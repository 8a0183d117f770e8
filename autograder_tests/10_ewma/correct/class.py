"""A small class that keeps the total and the weight seen so far, and a recursion for the other function."""

import numpy as np

PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}


class FadingMean:
    def __init__(self, beta):
        self.beta = beta
        self.total = 0.0
        self.weight = 0.0

    def add(self, x):
        self.total = self.beta * self.total + x
        self.weight = self.beta * self.weight + 1.0
        return self.total / self.weight


def ewma(values, alpha):
    if len(values) == 1:
        return values.copy()
    before = ewma(values[:-1], alpha)
    return np.append(before, alpha * values[-1] + (1 - alpha) * before[-1])


def ewma_corrected(values, beta):
    mean = FadingMean(beta)
    return np.array([mean.add(x) for x in values])
