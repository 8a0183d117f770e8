"""Moves a whole row of w at once, and gives all of its entries the same slope.

hint: What is `w[0]` if w has two axes? How much of w moves when you add h to it?
caught_by: gradient_of_a_block_of_weights
keeps: 8
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = np.zeros(w.shape)
    for i in range(len(w)):
        ahead, behind = w.copy(), w.copy()
        ahead[i] += h
        behind[i] -= h
        slopes[i] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
