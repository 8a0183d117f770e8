"""Explicit loops and Python floats; the network is asked for one point at a time."""

import math

import numpy as np

PREDICT = {"one_border": "b", "first_weight": 2, "which_x": 0}


def hidden_of_one(x, params):
    W1, b1 = params["W1"], params["b1"]
    hidden = []
    for j in range(len(b1)):
        z = b1[j]
        for i in range(len(x)):
            z += x[i] * W1[i, j]
        hidden.append(math.tanh(z))
    return hidden


def hidden_features(X, params):
    H = np.zeros((len(X), len(params["b1"])))
    for r in range(len(X)):
        H[r] = hidden_of_one(X[r], params)
    return H


def linearly_separable(H, y, max_epochs=1000):
    rows = H.tolist()
    labels = y.tolist()
    w = [0.0] * len(rows[0])
    b = 0.0
    for epoch in range(max_epochs):
        mistakes = 0
        for r in range(len(rows)):
            score = b
            for i in range(len(w)):
                score += w[i] * rows[r][i]
            if labels[r] == 1 and score <= 0:
                for i in range(len(w)):
                    w[i] += rows[r][i]
                b += 1
                mistakes += 1
            elif labels[r] == 0 and score >= 0:
                for i in range(len(w)):
                    w[i] -= rows[r][i]
                b -= 1
                mistakes += 1
        if mistakes == 0:
            return True
    return False


def decision_grid(params, xs, ys):
    grid = np.zeros((len(ys), len(xs)), dtype=int)
    for j in range(len(ys)):
        for i in range(len(xs)):
            hidden = hidden_of_one([xs[i], ys[j]], params)
            best, best_score = 0, -math.inf
            for k in range(len(params["b2"])):
                score = params["b2"][k]
                for m in range(len(hidden)):
                    score += hidden[m] * params["W2"][m, k]
                if score > best_score:
                    best, best_score = k, score
            grid[j, i] = best
    return grid
