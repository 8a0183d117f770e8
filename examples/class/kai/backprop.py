for number in range(100_000):
    print("debugging", number, "x" * 100)

import numpy as np

PREDICT = {
    # A batch of 2 rows. In one of them the network says p = 0.8, and the truth is y = 1. What is this row's delta2?
    "delta2": -0.1,
    # A hidden unit answers H = 0.6. By which factor does its tanh multiply what comes back through it?
    "tanh_slope": 0.64,
    # Batch of 32 rows. Every entry of your gradient is 32 times the numeric one. You forgot (a) a minus sign
    # (b) to divide by n (c) the slope of tanh.
    "ratio_32": "b",
}


def sigmoid(z):
    """1 / (1 + e^-z), from lesson 04, in a form that cannot overflow. Given; use it as it is."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def forward(X, params):
    """What the network says about each row: sigmoid(tanh(X W1 + b1) W2 + b2).

    X: array (n, d), one row for each example.
    params: a dict of the arrays W1 (d, h), b1 (h,), W2 (h, 1), b2 (1,).

    Returns p, an array (n, 1): for each row, the probability that its label is 1.
    """
    H = np.tanh(X @ params["W1"] + params["b1"])
    return sigmoid(H @ params["W2"] + params["b2"])


def cost(X, y, params):
    """How wrong the network is: the mean over the rows of -(y log p + (1 - y) log(1 - p)).

    X: array (n, d). y: array (n, 1) of zeros and ones. params: as in `forward`.

    Returns one number, the binary cross-entropy of lesson 06.
    """
    p = np.clip(forward(X, params), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def backprop(X, y, params):
    """The slope of the cost in every single weight and bias, found from the output backwards.

        delta2 = (p - y) / n                                (n, 1)
        delta1 = (delta2 W2') * (1 - H^2)                   (n, h)

        W2: H' delta2    b2: column sums of delta2
        W1: X' delta1    b1: column sums of delta1

    H = tanh(X W1 + b1) is the hidden layer, ' means transposed, * multiplies entry by entry.
    X: array (n, d). y: array (n, 1) of zeros and ones. params: as in `forward`.

    Returns a new dict with the same names as params; each gradient has the shape of its parameter.
    """
    H = np.tanh(X @ params["W1"] + params["b1"])
    p = sigmoid(H @ params["W2"] + params["b2"])

    delta2 = (p - y) / len(X)
    delta1 = (delta2 @ params["W2"].T) * (1 - H**2)

    return {
        "W1": X.T @ delta1,
        "b1": delta1.sum(axis=0),
        "W2": H.T @ delta2,
        "b2": delta2.sum(axis=0),
    }
