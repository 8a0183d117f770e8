"""Puts the activations into the dict of the parameters.

hint: After the call, what does the caller find in params?
caught_by: activations_leave_their_inputs_alone
keeps: 9.7
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
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return E / np.sum(E, axis=1, keepdims=True)


def activations(X, params):
    params["Z1"] = dense(X, params["W1"], params["b1"])
    params["A1"] = tanh(params["Z1"])
    params["Z2"] = dense(params["A1"], params["W2"], params["b2"])
    params["A2"] = softmax(params["Z2"])
    return {name: params[name] for name in ("Z1", "A1", "Z2", "A2")}


def forward(X, params):
    return activations(X, params)["A2"]
