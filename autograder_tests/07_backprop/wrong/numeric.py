"""Measures every slope by nudging instead of working it out.

hint: What happens to a slope of 0.0000001 when the cost is known to 16 digits and divided by a tiny h?
caught_by: gradients_of_a_saturated_network
keeps: 9.5
"""

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    H = np.tanh(X @ params["W1"] + params["b1"])
    return sigmoid(H @ params["W2"] + params["b2"])


def cost(X, y, params):
    p = np.clip(forward(X, params), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def backprop(X, y, params):
    grads, h = {}, 1e-5
    for name in params:
        grads[name] = np.zeros_like(params[name])
        for place in np.ndindex(*params[name].shape):
            up = {key: value.copy() for key, value in params.items()}
            down = {key: value.copy() for key, value in params.items()}
            up[name][place] += h
            down[name][place] -= h
            grads[name][place] = (cost(X, y, up) - cost(X, y, down)) / (2 * h)
    return grads
