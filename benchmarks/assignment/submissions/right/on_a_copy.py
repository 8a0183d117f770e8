"""Copies first, then in place."""

import numpy as np


def update_step(w, gradient, learning_rate):
    new = w.copy()
    new -= learning_rate * gradient
    return new


def sigmoid(z):
    result = np.exp(-z)
    result += 1
    return 1 / result


def ewma(values, alpha):
    result = values.astype(float).copy()
    for t in range(1, len(result)):
        result[t] = alpha * result[t] + (1 - alpha) * result[t - 1]
    return result


def mse_gradient(y, y_hat):
    slopes = y_hat.copy()
    slopes -= y
    slopes *= 2 / y.size
    return slopes
