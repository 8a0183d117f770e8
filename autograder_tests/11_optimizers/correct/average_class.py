"""A class for a running average, one general step for all five, einsum with weights for the mixing."""

import numpy as np

PREDICT = {"first_velocity": 1.0, "adam_lands_at": 4.9, "shrinks_to_zero": "a"}


class Average:
    def __init__(self, start, beta):
        self.value = start
        self.beta = beta
        self.steps = 0

    def add(self, new):
        self.value = np.einsum("k,k...->...", [self.beta, 1 - self.beta], [self.value, new])
        return self.value

    def corrected(self, t):
        return self.value / (1 - self.beta**t)


def move(w, rate, direction, root=None, epsilon=0.0):
    scale = np.ones_like(w) if root is None else 1.0 / (root + epsilon)
    return w - np.einsum(",...,...->...", rate, scale, direction)


def momentum_step(w, gradient, velocity, learning_rate, beta=0.9):
    average = Average(velocity, beta)
    return move(w, learning_rate, average.add(gradient)), average.value


def nesterov_step(w, gradient, velocity, learning_rate, beta=0.9):
    average = Average(velocity, beta)
    now = average.add(gradient)
    return move(w, learning_rate, average.add(gradient)), now


def adagrad_step(w, gradient, squares, learning_rate, epsilon=1e-8):
    squares = np.sum([squares, gradient**2], axis=0)
    return move(w, learning_rate, gradient, np.sqrt(squares), epsilon), squares


def rmsprop_step(w, gradient, squares, learning_rate, beta=0.9, epsilon=1e-8):
    average = Average(squares, beta)
    return move(w, learning_rate, gradient, np.sqrt(average.add(gradient**2)), epsilon), average.value


def adam_step(w, gradient, m, v, t, learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    first, second = Average(m, beta1), Average(v, beta2)
    first.add(gradient)
    second.add(gradient**2)
    new_w = move(w, learning_rate, first.corrected(t), np.sqrt(second.corrected(t)), epsilon)
    return new_w, first.value, second.value
