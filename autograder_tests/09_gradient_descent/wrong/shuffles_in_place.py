"""Shuffles the caller's own arrays.

hint: `rng.shuffle(X)` changes the caller's array. What can be shuffled instead?
caught_by: batches_leave_the_data_alone
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
    np.random.default_rng(seed).shuffle(X)
    np.random.default_rng(seed).shuffle(y)
    return [(X[i : i + batch_size].copy(), y[i : i + batch_size].copy()) for i in range(0, len(X), batch_size)]
