"""Sorts the caller's costs to find the smallest.

hint: `costs.sort()` changes the caller's array; what else finds the smallest?
caught_by: diverging_leaves_its_costs_alone
keeps: 9.75
"""

import numpy as np

PREDICT = {"limit": 0.3333, "rate_at_25": 0.2, "just_below": "b"}


def largest_stable_rate(A):
    steepest = np.linalg.eigvalsh(A)[-1]
    return 2 / steepest if steepest > 0 else np.inf


def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay * step)


def exponential_decay(rate0, step, decay):
    return rate0 * np.exp(-decay * step)


def step_decay(rate0, step, factor, every):
    return rate0 * factor ** (step // every)


def is_diverging(costs):
    if not np.all(np.isfinite(costs)):
        return True
    last = costs[-1]
    costs.sort()
    return last > 2 * costs[0]
