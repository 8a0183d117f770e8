"""Knows arrays with one axis only: its answer has one slope for each row.

hint: How many slopes has a w of two rows and three columns, and what does `len` say about it?
caught_by: gradient_of_a_block_of_weights
keeps: 7.5
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = np.zeros(len(w))
    for i in range(len(w)):
        ahead, behind = w.copy(), w.copy()
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
