"""Shifts the scores in the array that was handed in.

hint: `Z -= ...` changes the caller's array; which expression makes a new one?
caught_by: softmax_leaves_its_input_alone
keeps: 9.8
"""

import numpy as np

PREDICT = {"entries_of_Z": 20, "second_probability": 0.75, "plus_100": "b"}


def dense(X, W, b):
    return X @ W + b


def relu(Z):
    return np.maximum(0, Z)


def tanh(Z):
    return np.tanh(Z)


def softmax(Z):
    Z -= np.max(Z, axis=1, keepdims=True)
    E = np.exp(Z)
    return E / np.sum(E, axis=1, keepdims=True)


def activations(X, params):
    Z1 = dense(X, params["W1"], params["b1"])
    A1 = tanh(Z1)
    Z2 = dense(A1, params["W2"], params["b2"])
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2.copy())}


def forward(X, params):
    return activations(X, params)["A2"]
