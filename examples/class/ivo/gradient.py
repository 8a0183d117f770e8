import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}


def gradient(f, w):
    h = 1e-5
    if np.ndim(w) == 0:
        return np.float64((f(w + h) - f(w - h)) / (2 * h))

    def with_row(i, row):
        whole = w.copy()
        whole[i] = row
        return f(whole)

    rows = []
    for i in range(len(w)):
        rows.append(gradient(lambda row: with_row(i, row), w[i]))
    return np.array(rows)


def directional_derivative(f, w, v):
    return np.tensordot(gradient(f, w), v, axes=np.ndim(v))
