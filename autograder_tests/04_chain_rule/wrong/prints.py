"""Prints the answers instead of returning them.

hint: What does a caller get from a function without `return`?
caught_by: sigmoid_of_a_number
keeps: 1
"""

import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}


def s(z):
    return 1 / (1 + np.exp(-z))


def sigmoid(z):
    print(s(z))


def sigmoid_derivative(z):
    print(s(z) * (1 - s(z)))


def chain(df, g, dg, x):
    print(df(g(x)) * dg(x))


def two_weight_derivatives(x, y, w1, w2):
    a1 = s(w1 * x)
    p = s(w2 * a1)
    delta2 = 2 * (p - y) * p * (1 - p)
    print(delta2 * w2 * a1 * (1 - a1) * x, delta2 * a1)
