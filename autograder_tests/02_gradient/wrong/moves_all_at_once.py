"""Moves all entries at once, and gives each the slope of that.

hint: Which entries are different in `w + h`? Which one did you want to ask about?
caught_by: gradient_of_a_row_of_weights
keeps: 1
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slope = (f(w + h) - f(w - h)) / (2 * h)
    return np.full(np.shape(w), slope)


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
