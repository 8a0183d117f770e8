"""Divides inf by inf where e^z is too large for a computer.

hint: What does your formula give for z = 1000? Which function of NumPy avoids that?
caught_by: scale_of_large_sums
keeps: 9.5
"""

import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def zeros_init(n_in, n_out):
    return np.zeros((n_in, n_out))


def normal_init(n_in, n_out, seed, std=0.01):
    return np.random.default_rng(seed).normal(0, std, (n_in, n_out))


def glorot_uniform(n_in, n_out, seed):
    a = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(seed).uniform(-a, a, (n_in, n_out))


def he_normal(n_in, n_out, seed):
    return np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def bent(Z):
    return (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))


def activation_scale(X, weights, activation):
    if activation not in ("tanh", "relu"):
        raise ValueError("the activation is 'tanh' or 'relu'")
    H, scales = X, []
    for W in weights:
        H = bent(H @ W) if activation == "tanh" else np.maximum(H @ W, 0)
        scales.append(np.std(H))
    return np.array(scales)
