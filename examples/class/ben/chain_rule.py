import math

import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}


def one_sigmoid(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    e = math.exp(z)
    return e / (1 + e)


def one_slope(z):
    e = math.exp(-abs(z))
    return e / (1 + e) ** 2


def for_each(function, z):
    if isinstance(z, np.ndarray):
        answers = np.empty(z.shape)
        for place in np.ndindex(*z.shape):
            answers[place] = function(z[place])
        return answers
    return function(z)


def sigmoid(z):
    return for_each(one_sigmoid, z)


def sigmoid_derivative(z):
    return for_each(one_slope, z)


def chain(df, g, dg, x):
    product = 1
    for slope in (df(g(x)), dg(x)):
        product *= slope
    return product


def two_weight_derivatives(x, y, w1, w2):
    a1 = one_sigmoid(w1 * x)
    z2 = w2 * a1
    delta2 = 2 * (one_sigmoid(z2) - y) * one_slope(z2)
    delta1 = delta2 * w2 * one_slope(w1 * x)
    return [delta1 * x, delta2 * a1]
