"""Makes the generator anew for each row of He's weights, so that all inputs weigh the same.

hint: What does a generator give first, each time that it is made from the same seed?
caught_by: he
keeps: 8.25
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
    W = np.zeros((n_in, n_out))
    for i in range(n_in):
        W[i] = np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), n_out)
    return W


def activation_scale(X, weights, activation):
    if activation not in ("tanh", "relu"):
        raise ValueError("the activation is 'tanh' or 'relu'")
    H, scales = X, []
    for W in weights:
        H = np.tanh(H @ W) if activation == "tanh" else np.maximum(H @ W, 0)
        scales.append(np.std(H))
    return np.array(scales)
