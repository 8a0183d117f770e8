"""Moves the caller's start along with the walk.

hint: `w = w0` gives one array a second name. What does `w -= ...` do to it?
caught_by: path_leaves_its_start_alone
keeps: 9.5
"""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    w = w0
    path = [np.copy(w)]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        path.append(np.copy(w))
    return np.array(path)


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w = w0
    for steps in range(max_steps):
        slope = gradient(w)
        if np.linalg.norm(slope) <= tolerance:
            return w, steps
        w -= learning_rate * slope
    return w, max_steps


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
