"""The average starts at zero instead of the first value."""

import numpy as np


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ewma(values, alpha):
    average = 0.0
    averages = []
    for value in values:
        average = alpha * value + (1 - alpha) * average
        averages.append(average)
    return np.array(averages)


def mse_gradient(y, y_hat):
    return 2 * (y_hat - y) / len(y)
