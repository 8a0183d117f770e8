"""Loops over rows and columns, and knows no other shape.

hint: How many axes does your loop expect? Which NumPy function needs no loop?
caught_by: relu_of_any_shape
keeps: 9.5
"""

import numpy as np

PREDICT = {"entries_of_Z": 20, "second_probability": 0.75, "plus_100": "b"}


def dense(X, W, b):
    return X @ W + b


def relu(Z):
    A = np.zeros(Z.shape)
    for i in range(Z.shape[0]):
        for j in range(Z.shape[1]):
            A[i, j] = max(0, Z[i, j])
    return A


def tanh(Z):
    return np.tanh(Z)


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


def activations(X, params):
    Z1 = dense(X, params["W1"], params["b1"])
    A1 = tanh(Z1)
    Z2 = dense(A1, params["W2"], params["b2"])
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}


def forward(X, params):
    return activations(X, params)["A2"]
