"""A general network of any number of layers, with a cache that backprop fills for itself, looped from last to first."""

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}
LAYERS = [1, 2]


def run(X, params):
    cache = {"A0": X}
    for layer in LAYERS:
        Z = cache[f"A{layer - 1}"] @ params[f"W{layer}"] + params[f"b{layer}"]
        cache[f"A{layer}"] = 1 / (1 + np.exp(-Z)) if layer == LAYERS[-1] else np.tanh(Z)
    return cache


def forward(X, params):
    return run(X, params)[f"A{LAYERS[-1]}"]


def cost(X, y, params):
    p = forward(X, params)
    return np.mean(-y * np.log(p + 1e-15) - (1 - y) * np.log(1 - p + 1e-15))


def backprop(X, y, params):
    cache = run(X, params)
    delta = (cache[f"A{LAYERS[-1]}"] - y) / X.shape[0]
    grads = {}
    for layer in reversed(LAYERS):
        before = cache[f"A{layer - 1}"]
        grads[f"W{layer}"] = before.T @ delta
        grads[f"b{layer}"] = np.sum(delta, axis=0, keepdims=True)[0]
        if layer > 1:
            delta = delta @ params[f"W{layer}"].T * (1 - before * before)
    return {name: grads[name] for name in params}
