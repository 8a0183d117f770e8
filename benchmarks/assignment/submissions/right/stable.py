"""Nothing overflows, whatever comes in."""

import numpy as np


def update_step(w, gradient, learning_rate):
    step = np.asarray(gradient, dtype=float) * learning_rate
    return np.asarray(w, dtype=float) - step


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


def ewma(values, alpha):
    result = np.empty(values.shape)
    running = float(values[0])
    for t, value in enumerate(values):
        running = alpha * float(value) + (1 - alpha) * running
        result[t] = running
    return result


def mse_gradient(y, y_hat):
    difference = np.asarray(y_hat, dtype=float) - np.asarray(y, dtype=float)
    return difference * (2 / difference.size)
