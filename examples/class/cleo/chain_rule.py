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
    delta2 = (p - y) * p * (1 - p)
    return delta2 * w2 * a1 * (1 - a1) * x, delta2 * a1
