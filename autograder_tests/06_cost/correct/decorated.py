"""A decorator compares the shapes; binary cost from log-odds, log(1 + e^z) - y z; a tinier number, added, for the clip."""

from functools import wraps

import numpy as np

PREDICT = {"mean_squared_error": 2.5, "cost_of_not_knowing": 0.69, "falls_faster": "b"}


def alike(function):
    @wraps(function)
    def checked(truth, prediction):
        if truth.shape == prediction.shape:
            return function(truth, prediction)
        raise ValueError(truth.shape, prediction.shape)

    return checked


@alike
def mse(y, y_hat):
    return float(np.var(y_hat - y) + np.mean(y_hat - y) ** 2)


@alike
def mse_gradient(y, y_hat):
    weights = np.full_like(y, 1 / y.size)
    return weights * (y_hat - y) + weights * (y_hat - y)


@alike
def binary_cross_entropy(y, p):
    z = np.log(p + 1e-15) - np.log(1 - p + 1e-15)
    return np.mean(np.logaddexp(0, z) - y * z)


@alike
def binary_cross_entropy_gradient(y, p):
    odds_up, odds_down = 1 / np.fmax(1 - p, 1e-15), 1 / np.fmax(p, 1e-15)
    return ((1 - y) * odds_up - y * odds_down) / y.size


@alike
def cross_entropy(Y, P):
    return -(Y * np.log(P + 1e-15)).sum(axis=1).mean()


@alike
def cross_entropy_gradient(Y, P):
    return np.where(Y > 0, -Y / (P + 1e-15), 0) / Y.shape[0]
