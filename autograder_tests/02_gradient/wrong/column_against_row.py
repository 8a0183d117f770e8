"""Multiplies a column of slopes with a row of speeds, which makes a square.

hint: Which shapes do the two factors have, and what does NumPy make of them?
caught_by: slope_along_a_direction
keeps: 6.5
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = np.zeros(np.shape(w))
    for place in np.ndindex(np.shape(w)):
        ahead, behind = np.array(w), np.array(w)
        ahead[place] += h
        behind[place] -= h
        slopes[place] = (f(ahead) - f(behind)) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    slopes = gradient(f, w).reshape(-1, 1)
    return np.sum(slopes * v)
