import numpy as np

PREDICT = {"limit": 2 / 6, "rate_at_25": 0.2, "just_below": "b"}


def largest_stable_rate(A):
    L = max(np.linalg.eigvals(A))
    return 2.0 / L if L else np.inf


inverse_time_decay = lambda rate0, step, decay: 1 / ((1 + decay * step) / rate0)  # noqa: E731
exponential_decay = lambda rate0, step, decay: np.exp(np.log(rate0) - decay * step)  # noqa: E731


def step_decay(rate0, step, factor, every):
    stairs, _ = divmod(step, every)
    if stairs == 0:
        return rate0
    return factor * step_decay(rate0, step - every, factor, every)


def is_diverging(costs):
    if np.isnan(costs).any() or np.isinf(costs).any():
        return True
    best, *_ = sorted(costs)
    return bool(costs[-1] - best > best)
