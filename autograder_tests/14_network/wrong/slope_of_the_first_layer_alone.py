"""In a deeper network, only the first hidden layer's slope of tanh is multiplied in.

hint: Which of the hidden layers have a tanh that the delta must pass on its way back?
caught_by: deeper_network
keeps: 10
"""

import numpy as np

PREDICT = {"first_cost": 1.1, "updates": 60, "stops_after": 6}


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Y, P):
    return -np.mean(np.sum(Y * np.log(np.maximum(P, 1e-12)), axis=1))


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    starts = range(0, len(X), batch_size)
    return [(X[order[start : start + batch_size]], y[order[start : start + batch_size]]) for start in starts]


def glorot_uniform(n_in, n_out, seed):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(seed).uniform(-bound, bound, (n_in, n_out))


def one_hot(y, n_out):
    y = np.asarray(y)
    if np.any((y < 0) | (y >= n_out)):
        raise ValueError(f"labels must be 0 to {n_out - 1}")
    return np.eye(n_out)[y]


def forward(X, params):
    last = len(params) // 2
    answers = [X]
    for layer in range(1, last):
        answers.append(np.tanh(answers[-1] @ params[f"W{layer}"] + params[f"b{layer}"]))
    return [*answers, softmax(answers[-1] @ params[f"W{last}"] + params[f"b{last}"])]


def backprop(X, Y, params):
    answers = forward(X, params)
    delta = (answers[-1] - Y) / len(X)
    grads = {}
    for layer in range(len(params) // 2, 0, -1):
        A = answers[layer - 1]
        grads[f"W{layer}"] = A.T @ delta
        grads[f"b{layer}"] = delta.sum(axis=0)
        if layer > 1:
            delta = delta @ params[f"W{layer}"].T
        if layer == 2:
            delta = delta * (1 - A**2)
    return grads


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        self.generator = np.random.default_rng(seed)
        self.params = {}
        came_from = n_in
        for layer, width in enumerate([*np.atleast_1d(n_hidden), n_out], 1):
            self.params[f"W{layer}"] = glorot_uniform(came_from, width, self.generator)
            self.params[f"b{layer}"] = np.zeros(width)
            came_from = width

    def predict_proba(self, X):
        if X.shape[1] != len(self.params["W1"]):
            raise ValueError(f"the network knows {len(self.params['W1'])} features, X has {X.shape[1]}")
        return forward(X, self.params)[-1]

    def predict(self, X):
        return self.predict_proba(X).argmax(axis=1)

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        if len(X) != len(y):
            raise ValueError(f"{len(X)} rows, but {len(y)} labels")
        if patience is not None and X_val is None:
            raise ValueError("patience needs X_val and y_val")
        n_out = len(self.params[f"b{len(self.params) // 2}"])
        Y = one_hot(y, n_out)
        Y_val = None if X_val is None else one_hot(y_val, n_out)
        history = {"cost": [], "val_cost": []}
        best, lowest, without = (self.params, np.inf, 0)
        for _ in range(epochs):
            for Xb, Yb in minibatches(X, Y, batch_size, self.generator):
                grads = backprop(Xb, Yb, self.params)
                self.params = {name: value - learning_rate * grads[name] for name, value in self.params.items()}
            history["cost"].append(float(cross_entropy(Y, self.predict_proba(X))))
            if X_val is None:
                continue
            history["val_cost"].append(float(cross_entropy(Y_val, self.predict_proba(X_val))))
            if patience is None:
                continue
            if history["val_cost"][-1] < lowest:
                best, lowest, without = (self.params, history["val_cost"][-1], 0)
            else:
                without += 1
            if without == patience:
                break
        if patience is not None:
            self.params = best
        return history
