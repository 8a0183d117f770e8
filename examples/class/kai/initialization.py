import numpy as np

PREDICT = {"glorot_bound": np.float64(0.5), "he_std": 1 / 4, "twins": "A"}


def zeros_init(n_in, n_out):
    return 0 * np.ones([n_in, n_out])


def normal_init(n_in, n_out, seed, std=0.01):
    np.random.seed(seed)
    return np.random.randn(n_in, n_out) * std


def glorot_uniform(n_in, n_out, seed):
    np.random.seed(seed)
    return (2 * np.random.rand(n_in, n_out) - 1) * np.sqrt(6.0) / np.sqrt(n_in + n_out)


def he_normal(n_in, n_out, seed):
    return normal_init(n_in, n_out, seed) * 100 * np.sqrt(2.0 / n_in)


def activation_scale(X, weights, activation):
    if activation not in {"tanh", "relu"}:
        raise ValueError(activation)
    if not len(weights):
        return np.zeros(0)
    H = X.dot(weights[0])
    H = np.tanh(H) if activation == "tanh" else H * (H > 0)
    return np.append(np.std(H), activation_scale(H, weights[1:], activation))
