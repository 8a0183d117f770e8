import math

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}


def answers_for_one_row(x, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    hidden = []
    for j in range(len(b1)):
        z = b1[j]
        for i in range(len(x)):
            z += x[i] * W1[i, j]
        hidden.append(math.tanh(z))
    z = b2[0]
    for j in range(len(hidden)):
        z += hidden[j] * W2[j, 0]
    return hidden, 1 / (1 + math.exp(-z))


def forward(X, params):
    p = np.zeros((len(X), 1))
    for r in range(len(X)):
        p[r, 0] = answers_for_one_row(X[r], params)[1]
    return p


def cost(X, y, params):
    total = 0
    for r in range(len(X)):
        _, p = answers_for_one_row(X[r], params)
        if y[r, 0] == 1:
            total -= math.log(p)
        else:
            total -= math.log(1 - p)
    return total / len(X)


def backprop(X, y, params):
    n = len(X)
    grads = {}
    for name in params:
        grads[name] = np.zeros(params[name].shape)
    for r in range(n):
        hidden, p = answers_for_one_row(X[r], params)
        delta2 = (p - y[r, 0]) / n
        grads["b2"][0] += delta2
        for j in range(len(hidden)):
            grads["W2"][j, 0] += hidden[j] * delta2
            delta1 = delta2 * params["W2"][j, 0] * (1 - hidden[j] ** 2)
            grads["b1"][j] += delta1
            for i in range(X.shape[1]):
                grads["W1"][i, j] += X[r, i] * delta1
    return grads
