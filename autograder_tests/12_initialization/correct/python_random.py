"""Python's own modules random and statistics, a fresh generator for each call, lists turned into arrays."""

import random
import statistics
from functools import partial

import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def table(n_in, n_out, draw):
    return np.array([[draw() for _ in range(n_out)] for _ in range(n_in)])


def zeros_init(n_in, n_out):
    return table(n_in, n_out, float)


def normal_init(n_in, n_out, seed, std=0.01):
    samples = statistics.NormalDist(0, std).samples(n_in * n_out, seed=seed)
    return np.array(samples).reshape(n_in, n_out)


def glorot_uniform(n_in, n_out, seed):
    generator, a = random.Random(f"glorot {seed}"), (6 / (n_in + n_out)) ** 0.5
    return table(n_in, n_out, partial(generator.uniform, -a, a))


def he_normal(n_in, n_out, seed):
    return normal_init(n_in, n_out, seed + 1, (2 / n_in) ** 0.5)


def activation_scale(X, weights, activation):
    scales = []
    for W in weights:
        X = X @ W
        if activation == "tanh":
            X = np.tanh(X)
        elif activation == "relu":
            X = np.where(X > 0, X, 0)
        else:
            raise ValueError("activation must be tanh or relu")
        scales.append(statistics.pstdev(X.ravel().tolist()))
    return np.array(scales)
