"""Keeps the rate of the last call and shrinks it, whatever step it is asked for.

hint: Ask for step 5 twice. Should the second answer differ from the first?
caught_by: exponential
keeps: 8.5
"""

import numpy as np

PREDICT = {"limit": 0.3333, "rate_at_25": 0.2, "just_below": "b"}
last = {}


def largest_stable_rate(A):
    steepest = np.linalg.eigvalsh(A)[-1]
    return 2 / steepest if steepest > 0 else np.inf


def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay * step)


def exponential_decay(rate0, step, decay):
    if step == 0 or "rate" not in last:
        last["rate"] = rate0
    else:
        last["rate"] *= np.exp(-decay)
    return last["rate"]


def step_decay(rate0, step, factor, every):
    return rate0 * factor ** (step // every)


def is_diverging(costs):
    return not np.all(np.isfinite(costs)) or costs[-1] > 2 * np.min(costs)
