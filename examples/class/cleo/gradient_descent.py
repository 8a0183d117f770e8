import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


def gradient_descent(gradient, w0, learning_rate, steps):
    path = [w0]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * gradient(path[-1]))
    return np.array(path)


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w = w0
    for steps in range(max_steps):
        slope = gradient(w)
        if np.linalg.norm(slope) <= tolerance:
            return w, steps
        w = w + learning_rate * slope
    return w, max_steps


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
    return batches
