"""Returns the place without the number of steps.

hint: How many values does minimize return?
caught_by: stops_where_it_is_almost_flat
keeps: 6.75
"""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    path = np.empty((steps + 1, *np.shape(w0)))
    path[0] = w0
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * gradient(path[t])
    return path


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w = w0
    for _ in range(max_steps):
        slope = gradient(w)
        if np.linalg.norm(slope) <= tolerance:
            break
        w = w - learning_rate * slope
    return w


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
