"""An exact method instead of a perceptron: no border exists where a mix of the turned rows is 0 (Gordan's theorem).

The mix is looked for by least squares with non-negative shares (Lawson and Hanson).
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


def smallest_rest(A, target):
    """min |A p - target| over p >= 0."""
    p = np.zeros(A.shape[1])
    free = np.zeros(A.shape[1], dtype=bool)
    for _ in range(10 * A.shape[1]):
        pull = A.T @ (target - A @ p)
        pull[free] = -np.inf
        if pull.max() <= 1e-10:
            break
        free[pull.argmax()] = True
        for _ in range(A.shape[1]):
            s = np.zeros_like(p)
            s[free] = np.linalg.lstsq(A[:, free], target, rcond=None)[0]
            low = free & (s <= 0)
            if not low.any():
                p = s
                break
            step = np.min(p[low] / (p[low] - s[low]))
            p = p + step * (s - p)
            free &= p > 1e-13
            p[~free] = 0
    return np.linalg.norm(A @ p - target)


def linearly_separable(H, y, max_epochs=1000):
    turned = np.where(y == 1, 1.0, -1.0)[:, None] * np.c_[H, np.ones(len(H))]
    A = np.vstack([turned.T, np.ones(len(H))])
    target = np.append(np.zeros(len(A) - 1), 1.0)
    return bool(smallest_rest(A, target) > 1e-6)


def decision_grid(params, xs, ys):
    x, y = np.meshgrid(xs, ys, indexing="ij")
    answers = activations(np.stack([x.ravel(), y.ravel()], axis=1), params)["A2"]
    return np.argmax(answers, axis=1).reshape(x.shape).T
