"""Has a cost that is always 1, whose slopes are all zero.

hint: Does your cost change when the network gets better?
caught_by: gradients_fit_the_cost
keeps: 2
"""

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    H = np.tanh(X @ params["W1"] + params["b1"])
    return sigmoid(H @ params["W2"] + params["b2"])


def cost(X, y, params):
    return 1.0


def backprop(X, y, params):
    return {name: np.zeros_like(value) for name, value in params.items()}
