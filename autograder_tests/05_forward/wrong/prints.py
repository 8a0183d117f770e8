"""Prints its results instead of returning them.

hint: What does a caller get from a function without `return`?
caught_by: dense
keeps: 1
"""

import numpy as np

PREDICT = {"entries_of_Z": 20, "second_probability": 0.75, "plus_100": "b"}


def dense(X, W, b):
    print(X @ W + b)


def relu(Z):
    print(np.maximum(0, Z))


def tanh(Z):
    print(np.tanh(Z))


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    print(E / np.sum(E, axis=1, keepdims=True))


def activations(X, params):
    print(dense(X, params["W1"], params["b1"]))


def forward(X, params):
    print(activations(X, params))
