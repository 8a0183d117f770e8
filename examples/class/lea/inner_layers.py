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


def linearly_separable(H, y, max_epochs=1000):
    signs = np.where(y == 1, 1.0, -1.0)
    w = np.zeros(H.shape[1])
    for _ in range(max_epochs):
        mistakes = 0
        for h, sign in zip(H, signs):
            if sign * (w @ h) <= 0:
                w = w + sign * h
                mistakes += 1
        if mistakes == 0:
            return True
    return False


def decision_grid(params, xs, ys):
    x, y = np.meshgrid(xs, ys)
    points = np.column_stack([x.ravel(), y.ravel()])
    return activations(points, params)["A2"].argmax(axis=1).reshape(len(ys), len(xs))
