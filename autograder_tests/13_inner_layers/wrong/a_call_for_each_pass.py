"""Calls itself for each further pass, which Python allows a thousand times at most.

hint: How many of your calls wait for each other after 1000 passes? What would a loop need?
caught_by: gives_up_where_there_is_no_border
keeps: 9.5
"""

import numpy as np

PREDICT = {"one_border": "b", "first_weight": 2.0, "which_x": 0}


def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def activations(X, params):
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}


def hidden_features(X, params):
    return activations(X, params)["A1"]


def go_on(H, signs, w, b, epochs):
    if epochs == 0:
        return False
    mistakes = 0
    for h, sign in zip(H, signs):
        if sign * (w @ h + b) <= 0:
            w = w + sign * h
            b = b + sign
            mistakes += 1
    return mistakes == 0 or go_on(H, signs, w, b, epochs - 1)


def linearly_separable(H, y, max_epochs=1000):
    return go_on(H, np.where(y == 1, 1.0, -1.0), np.zeros(H.shape[1]), 0.0, max_epochs)


def decision_grid(params, xs, ys):
    x, y = np.meshgrid(xs, ys)
    points = np.column_stack([x.ravel(), y.ravel()])
    return activations(points, params)["A2"].argmax(axis=1).reshape(len(ys), len(xs))
