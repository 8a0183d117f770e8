import numpy as np

PREDICT = {"chain_slope": 50, "slope_at_zero": 1 / 4, "sure_neuron": "B"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    return sigmoid(z) * (1 - sigmoid(z))


def chain(df, g, dg, x):
    inner = g(x)
    outer_slope = df(inner)
    inner_slope = dg(x)
    return inner_slope * outer_slope


def two_weight_derivatives(x, y, w1, w2):
    a1 = sigmoid(w1 * x)
    p = sigmoid(w2 * a1)
    dJ_dp = 2 * (p - y)
    dp_dz2 = p * (1 - p)
    dz2_dw2 = a1
    dz2_da1 = w2
    da1_dz1 = a1 * (1 - a1)
    dz1_dw1 = x
    return dJ_dp * dp_dz2 * dz2_da1 * da1_dz1 * dz1_dw1, dJ_dp * dp_dz2 * dz2_dw2
