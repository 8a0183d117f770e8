"""Leaves the slope of the hidden sigmoid out of dJ/dw1.

hint: On the way from delta2 to w1 you pass a1. What made a1 out of w1 x?
caught_by: slope_of_the_first_weight
keeps: 8.5
"""

import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    s = sigmoid(z)
    return s * (1 - s)


def chain(df, g, dg, x):
    return df(g(x)) * dg(x)


def two_weight_derivatives(x, y, w1, w2):
    a1 = sigmoid(w1 * x)
    p = sigmoid(w2 * a1)
    delta2 = 2 * (p - y) * p * (1 - p)
    return delta2 * w2 * x, delta2 * a1
