"""Draws Glorot's weights from a normal distribution; the spread is right, the distribution is not.

hint: How far from 0 is your largest weight, and where is the bound a?
caught_by: glorot
keeps: 8.75
"""

import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def zeros_init(n_in, n_out):
    return np.zeros((n_in, n_out))


def normal_init(n_in, n_out, seed, std=0.01):
    return np.random.default_rng(seed).normal(0, std, (n_in, n_out))


def glorot_uniform(n_in, n_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))


def he_normal(n_in, n_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def activation_scale(X, weights, activation):
    if activation not in ("tanh", "relu"):
        raise ValueError("the activation is 'tanh' or 'relu'")
    H, scales = X, []
    for W in weights:
        H = np.tanh(H @ W) if activation == "tanh" else np.maximum(H @ W, 0)
        scales.append(np.std(H))
    return np.array(scales)
