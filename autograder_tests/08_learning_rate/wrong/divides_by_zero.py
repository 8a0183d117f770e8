"""Divides by the curvature of flat ground.

hint: What is the largest eigenvalue of a matrix of zeros, and may you divide by it?
caught_by: flat_ground_allows_any_rate
keeps: 9.5
"""

import numpy as np

PREDICT = {"limit": 0.3333, "rate_at_25": 0.2, "just_below": "b"}


def largest_stable_rate(A):
    return 2 / max(np.linalg.eigvalsh(A).tolist())


def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay * step)


def exponential_decay(rate0, step, decay):
    return rate0 * np.exp(-decay * step)


def step_decay(rate0, step, factor, every):
    return rate0 * factor ** (step // every)


def is_diverging(costs):
    return not np.all(np.isfinite(costs)) or costs[-1] > 2 * np.min(costs)
