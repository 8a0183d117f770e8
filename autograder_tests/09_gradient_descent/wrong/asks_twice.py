"""Asks for the gradient twice at every place.

hint: How many calls of gradient are there in your loop, and how many does one step need?
caught_by: asks_once_at_each_place
keeps: 9
"""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    path = [w0]
    for _ in range(steps):
        if not np.all(np.isfinite(gradient(path[-1]))):
            raise ValueError("no gradient here")
        path.append(path[-1] - learning_rate * gradient(path[-1]))
    return np.array(path)


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w, steps = w0, 0
    while steps < max_steps and np.linalg.norm(gradient(w)) > tolerance:
        w = w - learning_rate * gradient(w)
        steps += 1
    return w, steps


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
