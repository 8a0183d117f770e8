"""The square's two is lost, and the average is one number."""

import numpy as np


def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def ewma(values, alpha):
    average = values[0]
    for value in values[1:]:
        average = alpha * value + (1 - alpha) * average
    return average


def mse_gradient(y, y_hat):
    return (y_hat - y) / len(y)
