import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    w = np.asarray(w)
    slopes = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        w[place] += h
        above = f(w)
        w[place] -= 2 * h
        below = f(w)
        w[place] += h
        slopes[place] = (above - below) / (2 * h)
    return slopes


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v)
