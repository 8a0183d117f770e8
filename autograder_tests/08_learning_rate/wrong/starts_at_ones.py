"""Finds the eigenvalue by power iteration from a vector of ones, which may lie across the steepest direction.

hint: Try [[2, -1], [-1, 2]]. What does it do to the vector (1, 1), and what to (1, -1)?
caught_by: rate_of_special_bowls
keeps: 9.75
"""

import numpy as np

PREDICT = {"limit": 0.3333, "rate_at_25": 0.2, "just_below": "b"}


def largest_stable_rate(A):
    v = np.ones(len(A))
    for _ in range(200):
        if not np.any(A @ v):
            return np.inf
        v = A @ v / np.linalg.norm(A @ v)
    return 2 / (v @ A @ v)


def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay * step)


def exponential_decay(rate0, step, decay):
    return rate0 * np.exp(-decay * step)


def step_decay(rate0, step, factor, every):
    return rate0 * factor ** (step // every)


def is_diverging(costs):
    return not np.all(np.isfinite(costs)) or costs[-1] > 2 * np.min(costs)
