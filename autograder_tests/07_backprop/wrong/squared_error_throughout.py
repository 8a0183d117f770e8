"""Takes the mean squared error, with gradients that fit it.

hint: Your gradients fit your cost. Is it the cost that the lesson asks for?
caught_by: cost_of_a_batch
keeps: 3.5
"""

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    H = np.tanh(X @ params["W1"] + params["b1"])
    return sigmoid(H @ params["W2"] + params["b2"])


def cost(X, y, params):
    return np.mean((forward(X, params) - y) ** 2)


def backprop(X, y, params):
    n = len(X)
    H = np.tanh(X @ params["W1"] + params["b1"])
    p = sigmoid(H @ params["W2"] + params["b2"])
    delta2 = 2 * (p - y) * p * (1 - p) / n
    delta1 = (delta2 @ params["W2"].T) * (1 - H**2)
    return {"W1": X.T @ delta1, "b1": delta1.sum(axis=0), "W2": H.T @ delta2, "b2": delta2.sum(axis=0)}
