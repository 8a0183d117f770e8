"""Leaves each entry where it was moved to, by an h so small that the slopes hardly show it.

hint: You have moved the first entry and turn to the second. Where does the first one stand now?
caught_by: moves_one_entry_at_a_time
keeps: 9.5
"""

import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-8
    slopes = np.zeros(np.shape(w))
    moved = np.array(w)
    for place in np.ndindex(np.shape(w)):
        moved[place] += h
        above = f(moved)
        moved[place] -= 2 * h
        below = f(moved)
        slopes[place] = (above - below) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
