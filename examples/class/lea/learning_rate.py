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
    return rate0 * factor ** step // every


def is_diverging(costs):
    return not np.all(np.isfinite(costs)) or costs[-1] > 2 * np.min(costs)
