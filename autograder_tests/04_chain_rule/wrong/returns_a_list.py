"""Returns a list of numbers instead of an array.

hint: Your numbers may be right. What kind of object holds them, and what is asked for?
caught_by: sigmoid_of_an_array
keeps: 7
"""

import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}


def one(z):
    return 1 / (1 + np.exp(-z))


def sigmoid(z):
    if np.ndim(z) == 0:
        return one(z)
    return [sigmoid(row) for row in z]


def sigmoid_derivative(z):
    if np.ndim(z) == 0:
        return one(z) * (1 - one(z))
    return [sigmoid_derivative(row) for row in z]


def chain(df, g, dg, x):
    return df(g(x)) * dg(x)


def two_weight_derivatives(x, y, w1, w2):
    a1 = sigmoid(w1 * x)
    p = sigmoid(w2 * a1)
    delta2 = 2 * (p - y) * p * (1 - p)
    return delta2 * w2 * a1 * (1 - a1) * x, delta2 * a1
