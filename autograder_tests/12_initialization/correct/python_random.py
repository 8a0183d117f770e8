"""Python's own random module, a fresh generator for each call, lists turned into arrays; statistics.pstdev."""

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
    generator = random.Random(seed)
    return table(n_in, n_out, partial(generator.gauss, 0, std))


def glorot_uniform(n_in, n_out, seed):
    generator, a = random.Random(f"glorot {seed}"), (6 / (n_in + n_out)) ** 0.5
    return table(n_in, n_out, partial(generator.uniform, -a, a))


def he_normal(n_in, n_out, seed):
    generator, std = random.Random(seed + 1), (2 / n_in) ** 0.5
    return table(n_in, n_out, partial(generator.normalvariate, 0, std))


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
