import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "b"}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward(X, params):
    H = np.tanh(X @ params["W1"] + params["b1"])
    return sigmoid(H @ params["W2"] + params["b2"])


def cost(X, y, params):
    p = np.clip(forward(X, params), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def backprop(X, y, params):
    n = len(X)
    H = np.tanh(X @ params["W1"] + params["b1"])
    p = sigmoid(H @ params["W2"] + params["b2"])
    delta2 = (p - y) / n
    delta1 = (delta2 @ params["W2"].T) * (1 - H**2)
    return {"W1": X @ delta1, "b1": delta1.sum(axis=0), "W2": H.T @ delta2, "b2": delta2.sum(axis=0)}
