"""Glues y to X as one more column, so that y comes back as a column even if it was a vector.

hint: What shape had y, and what shape have your pieces of it?
caught_by: batches_hold_every_row_once
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
    w, steps = w0, 0
    slope = gradient(w)
    while np.linalg.norm(slope) > tolerance and steps < max_steps:
        w = w - learning_rate * slope
        steps += 1
        slope = gradient(w)
    return w, steps


def minibatches(X, y, batch_size, seed):
    table = np.hstack([X, y.reshape(len(X), -1)])
    table = np.random.default_rng(seed).permutation(table)
    cut = [table[i : i + batch_size] for i in range(0, len(X), batch_size)]
    return [(rows[:, : X.shape[1]], rows[:, X.shape[1] :]) for rows in cut]
