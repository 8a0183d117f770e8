"""Calls f with one entry of w instead of all of w.

hint: f needs every entry to give a height. How many does your call hand to it?
caught_by: gradient_of_a_row_of_weights
keeps: 1
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = np.zeros(np.shape(w))
    for place in np.ndindex(np.shape(w)):
        slopes[place] = (f(w[place] + h) - f(w[place] - h)) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
