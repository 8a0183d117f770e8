"""Equal formulas that look different."""

import numpy as np


def update_step(w, gradient, learning_rate):
    return np.add(w, np.multiply(-learning_rate, gradient))


def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def ewma(values, alpha):
    average = values[0]
    result = []
    for value in values:
        average += alpha * (value - average)
        result.append(average)
    return np.array(result)


def mse_gradient(y, y_hat):
    return -2 * (y - y_hat) / y.shape[0]
