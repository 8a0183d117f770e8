"""The loop runs past the end of the series."""

import numpy as np


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ewma(values, alpha):
    averages = [values[0]]
    for t in range(len(values)):
        averages.append(alpha * values[t + 1] + (1 - alpha) * averages[t])
    return np.array(averages)


def mse_gradient(y, y_hat):
    return 2 * (y_hat - y) / len(y)
