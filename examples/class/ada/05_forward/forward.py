import math

import numpy as np

PREDICT = {"entries_of_Z": 20.0, "second_probability": 3 / 4, "plus_100": "B"}


def dense(X, W, b):
    Z = np.zeros((X.shape[0], W.shape[1]))
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            total = b[j]
            for f in range(X.shape[1]):
                total += X[i, f] * W[f, j]
            Z[i, j] = total
    return Z


def relu(Z):
    A = np.zeros(Z.shape)
    for place in np.ndindex(*Z.shape):
        if Z[place] > 0:
            A[place] = Z[place]
    return A


def tanh(Z):
    A = np.zeros(Z.shape)
    for place in np.ndindex(*Z.shape):
        A[place] = math.tanh(Z[place])
    return A


def softmax(Z):
    P = np.zeros(Z.shape)
    for i, row in enumerate(Z):
        largest = max(row)
        parts = [math.exp(score - largest) for score in row]
        for j, part in enumerate(parts):
            P[i, j] = part / sum(parts)
    return P


def activations(X, params):
    steps = {}
    steps["Z1"] = dense(X, params["W1"], params["b1"])
    steps["A1"] = tanh(steps["Z1"])
    steps["Z2"] = dense(steps["A1"], params["W2"], params["b2"])
    steps["A2"] = softmax(steps["Z2"])
    return steps


def forward(X, params):
    steps = activations(X, params)
    return steps["A2"]
