"""Has a row for each output, (n_out, n_in).

hint: In X @ W, which axis of W meets the features of a row?
caught_by: zeros
keeps: 4.75
"""

import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def zeros_init(n_in, n_out):
    return np.zeros((n_out, n_in))


def normal_init(n_in, n_out, seed, std=0.01):
    return np.random.default_rng(seed).normal(0, std, (n_out, n_in))


def glorot_uniform(n_in, n_out, seed):
    a = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(seed).uniform(-a, a, (n_out, n_in))


def he_normal(n_in, n_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), (n_out, n_in))


def activation_scale(X, weights, activation):
    if activation not in ("tanh", "relu"):
        raise ValueError("the activation is 'tanh' or 'relu'")
    H, scales = X, []
    for W in weights:
        H = np.tanh(H @ W) if activation == "tanh" else np.maximum(H @ W, 0)
        scales.append(np.std(H))
    return np.array(scales)
