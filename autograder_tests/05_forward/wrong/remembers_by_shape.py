"""Keeps its answers in a global dict and finds them again by the shape of X.

hint: Two batches may have the same shape. What does the second one get?
caught_by: hidden_layer
keeps: 6.95
"""

import numpy as np

PREDICT = {"entries_of_Z": 20, "second_probability": 0.75, "plus_100": "b"}
known = {}


def dense(X, W, b):
    return X @ W + b


def relu(Z):
    return np.maximum(0, Z)


def tanh(Z):
    return np.tanh(Z)


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


def activations(X, params):
    key = (X.shape, params["W2"].shape)
    if key not in known:
        Z1 = dense(X, params["W1"], params["b1"])
        A1 = tanh(Z1)
        Z2 = dense(A1, params["W2"], params["b2"])
        known[key] = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}
    return known[key]


def forward(X, params):
    return activations(X, params)["A2"]
