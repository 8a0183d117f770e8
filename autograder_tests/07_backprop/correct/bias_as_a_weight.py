"""Columns as examples (everything transposed), and each bias as a weight of a constant 1; averages at the end."""

import numpy as np

PREDICT = {"delta2": -1 / 10, "tanh_slope": 1 - 0.6**2, "ratio_32": "b"}
CLIP = 1e-7


def with_ones(A):
    return np.vstack([A, np.ones((1, A.shape[1]))])


def stacked(params):
    T1 = np.hstack([params["W1"].T, params["b1"].reshape(-1, 1)])
    T2 = np.hstack([params["W2"].T, params["b2"].reshape(-1, 1)])
    return T1, T2


def pass_forward(X, params):
    T1, T2 = stacked(params)
    Z = T1 @ with_ones(X.T)
    A = 2 / (1 + np.exp(-2 * Z)) - 1
    return A, 1 / (1 + np.exp(-(T2 @ with_ones(A))))


def forward(X, params):
    return pass_forward(X, params)[1].T


def cost(X, y, params):
    p = forward(X, params).clip(CLIP, 1 - CLIP).ravel()
    t = y.ravel()
    return float(-(t @ np.log(p) + (1 - t) @ np.log(1 - p)) / t.size)


def backprop(X, y, params):
    T1, T2 = stacked(params)
    A, p = pass_forward(X, params)
    m = X.shape[0]
    dZ2 = p - y.T
    dT2 = dZ2 @ with_ones(A).T / m
    dZ1 = (T2[:, :-1].T @ dZ2) * (1 - np.power(A, 2))
    dT1 = dZ1 @ with_ones(X.T).T / m
    return {"W1": dT1[:, :-1].T, "b1": dT1[:, -1], "W2": dT2[:, :-1].T, "b2": dT2[:, -1]}
