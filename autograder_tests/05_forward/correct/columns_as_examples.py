"""Columns as examples (everything transposed), each bias as a weight of a constant 1; tanh as a stretched sigmoid."""

import numpy as np

PREDICT = {"entries_of_Z": 4 * 5, "second_probability": 0.75, "plus_100": " b "}


def with_ones(A):
    return np.vstack([A, np.ones(A.shape[1])])


def layer(T, A):
    return T @ with_ones(A)


def stacked(W, b):
    return np.column_stack([W.T, b])


def sigmoid(Z):
    return np.exp(-np.logaddexp(0, -Z))


def dense(X, W, b):
    return layer(stacked(W, b), X.T).T


def relu(Z):
    return (Z + abs(Z)) / 2


def tanh(Z):
    return 2 * sigmoid(2 * Z) - 1


def softmax(Z):
    S = Z.T
    E = np.exp(S - S.max(axis=0))
    return (E / E.sum(axis=0)).T


def activations(X, params):
    S1 = layer(stacked(params["W1"], params["b1"]), X.T)
    H = tanh(S1)
    S2 = layer(stacked(params["W2"], params["b2"]), H)
    return {"Z1": S1.T, "A1": H.T, "Z2": S2.T, "A2": softmax(S2.T)}


def forward(X, params):
    H = tanh(dense(X, params["W1"], params["b1"]))
    return softmax(dense(H, params["W2"], params["b2"]))
