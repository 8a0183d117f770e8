"""Explicit loops, one draw for each row of weights, the standard deviation by hand; sums are not vectorised."""

import math

import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def zeros_init(n_in, n_out):
    W = np.empty((n_in, n_out))
    for i in range(n_in):
        for j in range(n_out):
            W[i, j] = 0.0
    return W


def normal_init(n_in, n_out, seed, std=0.01):
    generator = np.random.default_rng(seed)
    W = np.zeros((n_in, n_out))
    for i in range(n_in):
        W[i] = generator.normal(0, std, n_out)
    return W


def glorot_uniform(n_in, n_out, seed):
    generator = np.random.default_rng(seed)
    a = math.sqrt(6 / (n_in + n_out))
    W = np.zeros((n_in, n_out))
    for i in range(n_in):
        W[i] = generator.uniform(-a, a, n_out)
    return W


def he_normal(n_in, n_out, seed):
    return normal_init(n_in, n_out, seed, math.sqrt(2 / n_in))


def activation_scale(X, weights, activation):
    if activation != "tanh" and activation != "relu":
        raise ValueError("unknown activation")
    scales = []
    rows = X.tolist()
    for W in weights:
        new_rows = []
        for row in rows:
            new_row = []
            for j in range(W.shape[1]):
                z = 0.0
                for i in range(len(row)):
                    z += row[i] * W[i, j]
                if activation == "tanh":
                    new_row.append(math.tanh(z))
                else:
                    new_row.append(z if z > 0 else 0.0)
            new_rows.append(new_row)
        rows = new_rows
        entries = [h for row in rows for h in row]
        mean = sum(entries) / len(entries)
        scales.append(math.sqrt(sum((h - mean) ** 2 for h in entries) / len(entries)))
    return np.array(scales)
