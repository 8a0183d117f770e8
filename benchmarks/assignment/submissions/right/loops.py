"""Entry by entry, as in a language without arrays."""

import numpy as np


def update_step(w, gradient, learning_rate):
    new = np.zeros(len(w))
    for i in range(len(w)):
        new[i] = w[i] - learning_rate * gradient[i]
    return new


def sigmoid(z):
    result = np.zeros(len(z))
    for i in range(len(z)):
        result[i] = 1 / (1 + np.exp(-z[i]))
    return result


def ewma(values, alpha):
    result = np.zeros(len(values))
    result[0] = values[0]
    for t in range(1, len(values)):
        result[t] = alpha * values[t] + (1 - alpha) * result[t - 1]
    return result


def mse_gradient(y, y_hat):
    n = len(y)
    slopes = np.zeros(n)
    for i in range(n):
        slopes[i] = 2 / n * (y_hat[i] - y[i])
    return slopes
