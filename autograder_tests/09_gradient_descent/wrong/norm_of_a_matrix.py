"""Takes np.linalg.norm(slope, 2), which for a matrix is something else than the root of the sum of squares.

hint: What does the second argument of np.linalg.norm mean for a vector, and what for a matrix?
caught_by: stops_with_any_shape
keeps: 9.5
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
    for steps in range(max_steps):
        slope = gradient(w)
        if np.linalg.norm(slope, 2) <= tolerance:
            return w, steps
        w = w - learning_rate * slope
    return w, max_steps


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
