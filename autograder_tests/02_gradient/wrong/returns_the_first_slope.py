"""Returns the first slope alone, a number, from inside the loop.

hint: How many slopes has a place with three weights, and how many do you return?
caught_by: gradient_of_a_row_of_weights
keeps: 1
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    for place in np.ndindex(np.shape(w)):
        ahead, behind = np.array(w), np.array(w)
        ahead[place] += h
        behind[place] -= h
        return (f(ahead) - f(behind)) / (2 * h)


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
