"""Takes one step less than asked for.

hint: With steps = 3, how many times does your loop take a step?
caught_by: path_in_a_bowl
keeps: 7.5
"""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    path = [w0]
    for _ in range(1, steps):
        path.append(path[-1] - learning_rate * gradient(path[-1]))
    return np.array(path)


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
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
