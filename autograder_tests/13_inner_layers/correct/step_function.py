"""Rosenblatt's own form: a step function predicts a label, and the error moves the weights; a score of 0 means label 0."""

import numpy as np

PREDICT = {"one_border": "b", "first_weight": 2.0, "which_x": 0.0}


def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def hidden_features(X, params):
    Z = (params["W1"].T @ X.T).T + params["b1"]
    return np.sign(Z) * -np.expm1(-2 * np.abs(Z)) / (1 + np.exp(-2 * np.abs(Z)))


def linearly_separable(H, y, max_epochs=1000):
    w, b = np.zeros(H.shape[1]), 0
    epoch, errors = 0, 1
    while errors and epoch < max_epochs:
        errors = 0
        for h, label in zip(H, y.tolist()):
            prediction = 1 if h @ w + b > 0 else 0
            error = label - prediction
            w = w + error * h
            b = b + error
            errors += abs(error)
        epoch += 1
    return errors == 0


def decision_grid(params, xs, ys):
    grid = np.empty((ys.size, xs.size), dtype=np.int32)
    for j in range(ys.size):
        hidden = hidden_features(np.array([[x, ys[j]] for x in xs]), params)
        for i, row in enumerate(softmax(hidden @ params["W2"] + params["b2"]).tolist()):
            grid[j, i] = row.index(max(row))
    return grid
