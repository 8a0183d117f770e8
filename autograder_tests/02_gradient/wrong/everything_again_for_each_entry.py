"""Measures all slopes anew for each entry, and keeps one of them.

hint: How often is f called for a w of ten entries? Count the loops within loops.
caught_by: asks_f_seldom
keeps: 9.5
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def all_slopes(f, w):
    h = 1e-5
    slopes = []
    for place in np.ndindex(np.shape(w)):
        ahead, behind = np.array(w), np.array(w)
        ahead[place] += h
        behind[place] -= h
        slopes.append((f(ahead) - f(behind)) / (2 * h))
    return slopes


def gradient(f, w):
    count = int(np.prod(np.shape(w)))
    return np.array([all_slopes(f, w)[i] for i in range(count)]).reshape(np.shape(w))


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
