"""Every formula has helpers of its own."""

import numpy as np


def downhill(gradient):
    return -gradient


def update_step(w, gradient, learning_rate):
    return w + learning_rate * downhill(gradient)


def decay(z):
    return np.exp(-z)


def sigmoid(z):
    return 1 / (1 + decay(z))


def blend(new, old, alpha):
    return alpha * new + (1 - alpha) * old


def ewma(values, alpha):
    average = values[0]
    averages = []
    for value in values:
        average = blend(value, average, alpha)
        averages.append(average)
    return np.array(averages)


def error(y, y_hat):
    return y_hat - y


def mse_gradient(y, y_hat):
    return 2 * error(y, y_hat) / len(y)
