"""Compares f at a moved entry with f at w itself, so it looks at one side only.

hint: How many places does the formula look at for each entry, and is w itself one of them?
caught_by: gradient_of_a_row_of_weights
keeps: 1
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = np.zeros(np.shape(w))
    for place in np.ndindex(np.shape(w)):
        ahead = np.array(w)
        ahead[place] += h
        slopes[place] = (f(ahead) - f(w)) / h
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
