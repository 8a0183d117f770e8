import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    slopes = []
    for place in np.ndindex(np.shape(w)):
        ahead, behind = np.array(w), np.array(w)
        ahead[place] += h
        behind[place] -= h
        slopes.append((f(ahead) - f(behind)) / (2 * h))
    return np.array(slopes)


def directional_derivative(f, w, v):
    return np.sum(gradient(f, w) * v.ravel())
