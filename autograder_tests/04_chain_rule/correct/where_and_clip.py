"""np.where with both halves, z clipped where nothing changes any more; 0-d arrays for numbers; chain used on the network."""

import numpy as np

PREDICT = {"chain_slope": np.float64(50.0), "slope_at_zero": 0.25, "sure_neuron": " b "}


def sigmoid(z):
    z = np.minimum(np.maximum(z, -600), 600)
    grown = np.exp(z)
    return np.where(z >= 0, 1 / (1 + 1 / grown), grown / (1 + grown))


def sigmoid_derivative(z):
    return np.asarray(np.multiply(sigmoid(z), sigmoid(-z)))


def chain(df, g, dg, x):
    return np.asarray(np.multiply(df(g(x)), dg(x)))


def two_weight_derivatives(x, y, w1, w2):
    a1 = sigmoid(w1 * x)
    square = lambda p: 2 * (p - y)
    output = lambda u: sigmoid(w2 * u)
    cost_by_a1 = chain(square, output, lambda u: sigmoid_derivative(w2 * u) * w2, a1)
    cost_by_w2 = chain(square, lambda w: sigmoid(w * a1), lambda w: sigmoid_derivative(w * a1) * a1, w2)
    return chain(lambda u: cost_by_a1, lambda w: sigmoid(w * x), lambda w: sigmoid_derivative(w * x) * x, w1), cost_by_w2
