"""Draws the rows of the first batch without asking whether there are so many.

hint: What does your function do with 3 rows and a batch size of 5?
caught_by: a_batch_larger_than_the_data
keeps: 9.75
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
    w, steps = w0, 0
    slope = gradient(w)
    while np.linalg.norm(slope) > tolerance and steps < max_steps:
        w = w - learning_rate * slope
        steps += 1
        slope = gradient(w)
    return w, steps


def minibatches(X, y, batch_size, seed):
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(X), size=batch_size, replace=False)
    left = rng.permutation(np.setdiff1d(np.arange(len(X)), rows))
    batches = [(X[rows], y[rows])]
    for start in range(0, len(left), batch_size):
        rows = left[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
