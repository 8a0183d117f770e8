"""Lists first, arrays at the end."""

import math
from itertools import accumulate

import numpy as np


def update_step(w, gradient, learning_rate):
    return np.array([a - learning_rate * g for a, g in zip(w, gradient)])


def sigmoid(z):
    return np.array([1 / (1 + math.exp(-value)) for value in z])


def ewma(values, alpha):
    return np.array(list(accumulate(values, lambda old, new: alpha * new + (1 - alpha) * old)))


def mse_gradient(y, y_hat):
    return np.array([2 * (guess - truth) / len(y) for truth, guess in zip(y, y_hat)])
