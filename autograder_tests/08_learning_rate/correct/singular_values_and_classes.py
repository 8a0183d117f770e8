"""Singular values, a class for each schedule, numbers as 0-d arrays, a generator expression for the costs."""

import numpy as np

PREDICT = {"limit": np.array(1 / 3).item(), "rate_at_25": 0.2, "just_below": "b"}


class Staircase:
    def __init__(self, start, factor, length):
        self.start, self.factor, self.length = start, factor, length

    def at(self, step):
        stairs = (step - step % self.length) / self.length
        return self.start * self.factor**stairs


class Fading:
    def __init__(self, start, decay):
        self.start, self.decay = start, decay

    def slowly(self, step):
        return self.start / (self.decay * step + 1)

    def quickly(self, step):
        return self.start * np.e ** -(self.decay * step)


def largest_stable_rate(A):
    L = np.linalg.svd(A, compute_uv=False).max()
    return np.asarray(np.inf) if L == 0 else np.asarray(2 / L)


def inverse_time_decay(rate0, step, decay):
    return np.array(Fading(rate0, decay).slowly(step))


def exponential_decay(rate0, step, decay):
    return np.array(Fading(rate0, decay).quickly(step))


def step_decay(rate0, step, factor, every):
    return np.array(Staircase(rate0, factor, every).at(step))


def is_diverging(costs):
    fine = all(np.isfinite(c) for c in costs)
    return not (fine and all(costs[-1] <= 2 * c for c in costs))
