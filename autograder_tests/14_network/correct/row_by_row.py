"""Row by row: every row of a batch goes through the network alone, and its gradients are added up."""

import math

import numpy as np

PREDICT = {"first_cost": 1.1, "updates": 60, "stops_after": 6}


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        if isinstance(n_hidden, list):
            raise NotImplementedError
        self.rng = np.random.default_rng(seed)
        a1 = np.sqrt(6 / (n_in + n_hidden))
        a2 = np.sqrt(6 / (n_hidden + n_out))
        self.params = {}
        self.params["W1"] = self.rng.uniform(-a1, a1, size=(n_in, n_hidden))
        self.params["b1"] = np.zeros(n_hidden)
        self.params["W2"] = self.rng.uniform(-a2, a2, size=(n_hidden, n_out))
        self.params["b2"] = np.zeros(n_out)

    def one_row(self, x):
        h = np.tanh(x @ self.params["W1"] + self.params["b1"])
        e = np.exp(h @ self.params["W2"] + self.params["b2"])
        return h, e / e.sum()

    def predict_proba(self, X):
        if len(X[0]) != len(self.params["W1"]):
            raise ValueError("wrong number of features")
        answer = np.zeros((len(X), len(self.params["b2"])))
        for i in range(len(X)):
            answer[i] = self.one_row(X[i])[1]
        return answer

    def predict(self, X):
        answer = np.zeros(len(X), dtype=int)
        P = self.predict_proba(X)
        for i in range(len(X)):
            for k in range(P.shape[1]):
                if P[i, k] > P[i, answer[i]]:
                    answer[i] = k
        return answer

    def mean_cost(self, X, y):
        P = self.predict_proba(X)
        total = 0.0
        for i in range(len(X)):
            total -= math.log(P[i, y[i]])
        return total / len(X)

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        if len(X) != len(y):
            raise ValueError("X and y differ in length")
        for label in y:
            if label not in range(len(self.params["b2"])):
                raise ValueError("unknown class")
        if patience is not None and X_val is None:
            raise ValueError("patience needs validation rows")
        costs, val_costs = [], []
        best_epoch, best_params = None, None
        for epoch in range(epochs):
            rows = list(range(len(X)))
            self.rng.shuffle(rows)
            while rows:
                batch, rows = rows[:batch_size], rows[batch_size:]
                sums = {name: np.zeros_like(value) for name, value in self.params.items()}
                for i in batch:
                    h, p = self.one_row(X[i])
                    p[y[i]] -= 1
                    back = self.params["W2"] @ p * (1 - h * h)
                    sums["W2"] += h[:, None] * p
                    sums["b2"] += p
                    sums["W1"] += X[i][:, None] * back
                    sums["b1"] += back
                for name in self.params:
                    self.params[name] = self.params[name] - learning_rate * sums[name] / len(batch)
            costs.append(self.mean_cost(X, y))
            if X_val is not None:
                val_costs.append(self.mean_cost(X_val, y_val))
            if patience is not None:
                if best_epoch is None or val_costs[-1] < val_costs[best_epoch]:
                    best_epoch, best_params = epoch, dict(self.params)
                elif epoch - best_epoch >= patience:
                    break
        if patience is not None:
            self.params = best_params
        return {"cost": costs, "val_cost": val_costs}
