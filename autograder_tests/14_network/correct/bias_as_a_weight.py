"""The bias is one more row of each matrix, met by a column of ones; log-softmax for the costs."""

import numpy as np

PREDICT = {"first_cost": np.log(3), "updates": 60, "stops_after": 6}


def with_ones(A):
    B = np.ones((A.shape[0], A.shape[1] + 1))
    B[:, :-1] = A
    return B


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        self._random = np.random.default_rng(seed)
        self._M = []
        sizes = [n_in] + (list(n_hidden) if hasattr(n_hidden, "__len__") else [n_hidden]) + [n_out]
        for a, b in zip(sizes[:-1], sizes[1:]):
            bound = np.sqrt(6.0 / (a + b))
            weights = bound * (2 * self._random.random((a, b)) - 1)
            self._M.append(np.vstack([weights, np.zeros((1, b))]))

    @property
    def params(self):
        names = {}
        for i, M in enumerate(self._M):
            names["W" + str(i + 1)] = M[:-1].copy()
            names["b" + str(i + 1)] = M[-1].copy()
        return names

    @params.setter
    def params(self, new):
        self._M = [np.vstack([new[f"W{i}"], new[f"b{i}"]]) for i in range(1, len(new) // 2 + 1)]

    def _run(self, X, M):
        seen = [with_ones(X)]
        for matrix in M[:-1]:
            seen.append(with_ones(np.tanh(seen[-1] @ matrix)))
        Z = seen[-1] @ M[-1]
        top = Z.max(axis=1, keepdims=True)
        return seen, Z - top - np.log(np.exp(Z - top).sum(axis=1, keepdims=True))

    def predict_proba(self, X):
        if X.shape[1] + 1 != self._M[0].shape[0]:
            raise ValueError("features")
        return np.exp(self._run(X, self._M)[1])

    def predict(self, X):
        self.predict_proba(X)
        return self._run(X, self._M)[1].argmax(axis=1)

    def _cost(self, X, y):
        return -self._run(X, self._M)[1][np.arange(len(y)), y].mean()

    def _slopes(self, X, y):
        seen, logs = self._run(X, self._M)
        delta = np.exp(logs)
        delta[np.arange(len(y)), y] -= 1
        delta /= len(y)
        slopes = []
        for A, matrix in zip(seen[::-1], self._M[::-1]):
            slopes.insert(0, A.T @ delta)
            delta = (delta @ matrix.T * (1 - A**2))[:, :-1]
        return slopes

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        n, k = len(X), self._M[-1].shape[1]
        if n != len(y) or not set(np.unique(y).tolist()) <= set(range(k)):
            raise ValueError("labels")
        if patience and X_val is None:
            raise ValueError("patience without validation data")
        history = {"cost": [], "val_cost": []}
        kept = []
        for _ in range(epochs):
            rows = np.argsort(self._random.random(n))
            for i in range(int(np.ceil(n / batch_size))):
                part = rows[i * batch_size : (i + 1) * batch_size]
                slopes = self._slopes(X[part], y[part])
                self._M = [M - learning_rate * S for M, S in zip(self._M, slopes)]
            kept.append(self._M)
            history["cost"].append(self._cost(X, y))
            if X_val is not None:
                history["val_cost"].append(self._cost(X_val, y_val))
                best = int(np.argmin(history["val_cost"]))
                if patience and len(kept) - 1 - best == patience:
                    break
        if patience:
            self._M = kept[best]
        return history
