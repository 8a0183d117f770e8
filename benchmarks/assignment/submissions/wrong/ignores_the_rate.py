"""The learning rate is not used."""

import numpy as np


def update_step(w, gradient, learning_rate):
    return w - gradient


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ewma(values, alpha):
    averages = [values[0]]
    for value in values[1:]:
        averages.append(alpha * value + (1 - alpha) * averages[-1])
    return np.array(averages)


def mse_gradient(y, y_hat):
    return 2 * (y_hat - y) / len(y)
