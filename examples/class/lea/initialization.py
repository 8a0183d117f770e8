import numpy as np

PREDICT = {"glorot_bound": 0.5, "he_std": 0.25, "twins": "a"}


def zeros_init(n_in, n_out):
    return np.zeros((n_in, n_out))


def normal_init(n_in, n_out, seed, std=0.01):
    return np.zeros((n_in, n_out))


def glorot_uniform(n_in, n_out, seed):
    return np.zeros((n_in, n_out))


def he_normal(n_in, n_out, seed):
    return np.zeros((n_in, n_out))


def activation_scale(X, weights, activation):
    if activation not in ("tanh", "relu"):
        raise ValueError("the activation is 'tanh' or 'relu'")
    H, scales = X, []
    for W in weights:
        H = np.tanh(H @ W) if activation == "tanh" else np.maximum(H @ W, 0)
        scales.append(np.std(H))
    return np.array(scales)
