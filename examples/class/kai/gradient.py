import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w, h=1e-5):
    if isinstance(w, float):
        return (f(w + h) - f(w - h)) / (2 * h)
    g = np.zeros_like(w)
    it = np.nditer(w, flags=["multi_index"])
    while not it.finished:
        i = it.multi_index
        saved = float(w[i])
        w[i] = saved + h
        above = f(w)
        w[i] = saved - h
        below = f(w)
        w[i] = saved
        g[i] = (above - below) / (2 * h)
        it.iternext()
    return g


def directional_derivative(f, w, v):
    return np.einsum("i,i->", gradient(f, w).ravel(), v.ravel())
