"""The eigenvalue by power iteration, with a matrix squared ten times; elsewhere loops, ifs and the math module."""

import math

import numpy as np

PREDICT = {"limit": 0.333, "rate_at_25": 0.2, "just_below": "b"}


def largest_eigenvalue(A):
    if not A.any():
        return 0
    power = A
    for _ in range(10):
        power = power / np.linalg.norm(power)
        power = power @ power
    v = power @ np.random.default_rng(3).normal(size=len(A))
    return (v @ A @ v) / (v @ v)


def largest_stable_rate(A):
    steepest = largest_eigenvalue(A)
    if steepest == 0:
        return float("inf")
    return 2 / steepest


def inverse_time_decay(rate0, step, decay):
    rate = rate0 / (1 + step * decay)
    return rate


def exponential_decay(rate0, step, decay):
    return rate0 * math.exp(-decay * step)


def step_decay(rate0, step, factor, every):
    rate = rate0
    while step >= every:
        rate *= factor
        step -= every
    return rate


def is_diverging(costs):
    lowest = costs[0]
    for cost in costs:
        if math.isnan(cost) or math.isinf(cost):
            return True
        if cost < lowest:
            lowest = cost
    if costs[-1] > 2 * lowest:
        return True
    else:
        return False
