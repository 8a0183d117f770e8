"""Hands the rows of w to f one by one, as if each row had an f of its own.

hint: The weights of one row may change what the weights of another do. Does f see them all in your call?
caught_by: gradient_of_a_block_of_weights
keeps: 8.5
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient_of_row(f, row):
    h = 1e-5
    slopes = np.zeros(len(row))
    for i in range(len(row)):
        ahead, behind = row.copy(), row.copy()
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


def gradient(f, w):
    if np.ndim(w) == 0:
        return (f(w + 1e-5) - f(w - 1e-5)) / 2e-5
    if w.size == 1:
        return gradient_of_row(lambda one: f(one.reshape(w.shape)), w.ravel()).reshape(w.shape)
    if w.ndim == 1:
        return gradient_of_row(f, w)
    return np.array([gradient(f, row) for row in w])


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
