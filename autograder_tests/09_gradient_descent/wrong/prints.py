"""Prints the places and the batches instead of returning them.

hint: What does a caller get from a function without `return`?
caught_by: path_in_a_bowl
keeps: 4.25
"""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    w = w0
    for t in range(steps):
        print(t, w)
        w = w - learning_rate * gradient(w)
    print(steps, w)


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w, steps = w0, 0
    slope = gradient(w)
    while np.linalg.norm(slope) > tolerance and steps < max_steps:
        w = w - learning_rate * slope
        steps += 1
        slope = gradient(w)
    return w, steps


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        print(X[rows], y[rows])
