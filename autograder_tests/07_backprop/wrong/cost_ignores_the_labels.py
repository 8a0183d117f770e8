"""Has a cost that is only about the weights, with gradients that fit it.

hint: Which of the three arguments does your cost never look at?
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
    return sum(np.sum(value**2) for value in params.values())


def backprop(X, y, params):
    return {name: 2 * value for name, value in params.items()}
