"""Collects the slopes in a list that all calls share (a mutable default argument).

hint: When is the default value of an argument made: at each call, or once?
caught_by: gradient_of_a_row_of_weights
keeps: 1
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w, slopes=[]):
    h = 1e-5
    for place in np.ndindex(np.shape(w)):
        ahead, behind = np.array(w), np.array(w)
        ahead[place] += h
        behind[place] -= h
        slopes.append((f(ahead) - f(behind)) / (2 * h))
    return np.array(slopes).reshape(np.shape(w))


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
