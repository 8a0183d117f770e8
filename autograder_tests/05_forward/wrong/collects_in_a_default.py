"""Collects the four steps in a default argument, which all calls share.

hint: When is the default value of an argument made: at each call, or once?
caught_by: hidden_layer
keeps: 6.95
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


def activations(X, params, cache={}):
    if not cache:
        cache["Z1"] = dense(X, params["W1"], params["b1"])
        cache["A1"] = tanh(cache["Z1"])
        cache["Z2"] = dense(cache["A1"], params["W2"], params["b2"])
        cache["A2"] = softmax(cache["Z2"])
    return cache


def forward(X, params):
    return activations(X, params)["A2"]
