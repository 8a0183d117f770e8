import math
import random

import numpy as np

PREDICT = {"third_place": 3, "batches": 16, "small_batches": "B"}


def gradient_descent(gradient, w0, learning_rate, steps):
    w = w0
    path = [w]
    while len(path) <= steps:
        w = w - learning_rate * gradient(w)
        path.append(w)
    return np.array(path)


def norm(slope):
    return math.sqrt(sum(float(s) ** 2 for s in np.ravel(slope)))


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w = w0
    steps = 0
    while steps < max_steps:
        slope = gradient(w)
        if norm(slope) <= tolerance:
            break
        w = w - learning_rate * slope
        steps += 1
    return w, steps


def minibatches(X, y, batch_size, seed):
    numbers = list(range(len(X)))
    random.Random(seed).shuffle(numbers)
    batches = []
    while numbers:
        rows, numbers = numbers[:batch_size], numbers[batch_size:]
        batches.append((X[rows], y[rows]))
    return batches
