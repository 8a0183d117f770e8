"""A class that walks, with a copy that is changed in place; the shuffled table cut by counting; lists of lists."""

import numpy as np

PREDICT = {"third_place": 3.0, "batches": 16, "small_batches": "b"}


class Walker:
    def __init__(self, gradient, w0, learning_rate):
        self.gradient = gradient
        self.w = np.array(w0, dtype=float)
        self.learning_rate = learning_rate
        self.slope = None

    def look(self):
        self.slope = np.asarray(self.gradient(self.w.copy()))
        return np.sqrt(np.einsum("i,i->", self.slope.ravel(), self.slope.ravel()))

    def go(self):
        self.w -= self.learning_rate * self.slope


def gradient_descent(gradient, w0, learning_rate, steps):
    walker = Walker(gradient, w0, learning_rate)
    path = np.zeros((steps + 1,) + np.shape(w0))
    for t in range(steps + 1):
        path[t] = walker.w
        walker.look()
        walker.go()
    return path


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    walker = Walker(gradient, w0, learning_rate)
    for steps in range(max_steps + 1):
        if walker.look() <= tolerance or steps == max_steps:
            return [walker.w, np.int64(steps)]
        walker.go()


def minibatches(X, y, batch_size, seed):
    n = X.shape[0]
    order = np.random.RandomState(seed).permutation(n)
    shuffled_X, shuffled_y = X[order], y[order]
    count = (n + batch_size - 1) // batch_size
    return [
        [shuffled_X[i * batch_size : (i + 1) * batch_size], shuffled_y[i * batch_size : (i + 1) * batch_size]]
        for i in range(count)
    ]
