"""Divides the caller's matrix by its largest entry, to work with handy numbers.

hint: `A /= ...` changes the caller's array; which expression makes a new one?
caught_by: rate_leaves_its_matrix_alone
keeps: 9.75
"""

import numpy as np

PREDICT = {"limit": 0.3333, "rate_at_25": 0.2, "just_below": "b"}


def largest_stable_rate(A):
    size = np.abs(A).max()
    if size == 0:
        return np.inf
    A /= size
    return 2 / (size * np.linalg.eigvalsh(A)[-1])


def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay * step)


def exponential_decay(rate0, step, decay):
    return rate0 * np.exp(-decay * step)


def step_decay(rate0, step, factor, every):
    return rate0 * factor ** (step // every)


def is_diverging(costs):
    return not np.all(np.isfinite(costs)) or costs[-1] > 2 * np.min(costs)
