import copy

import numpy as np

PREDICT = {"first_cost": 1.0986, "updates": 60.0, "stops_after": 6}


class Dense:
    def __init__(self, n_in, n_out, generator):
        limit = (6 / (n_in + n_out)) ** 0.5
        self.W = generator.uniform(-limit, limit, (n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, X):
        self.X = X
        return X @ self.W + self.b

    def backward(self, delta):
        self.dW, self.db = self.X.T @ delta, delta.sum(axis=0)
        return delta @ self.W.T

    def update(self, rate):
        self.W -= rate * self.dW
        self.b -= rate * self.db


class Tanh:
    def forward(self, Z):
        self.A = np.tanh(Z)
        return self.A

    def backward(self, delta):
        return delta * (1 - self.A**2)


def softmax(Z):
    E = np.exp(Z - np.max(Z, axis=1)[:, None])
    return E / np.sum(E, axis=1)[:, None]


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        self.generator = np.random.default_rng(seed)
        self.layers = []
        for width in n_hidden if isinstance(n_hidden, list) else [n_hidden]:
            self.layers += [Dense(n_in, width, self.generator), Tanh()]
            n_in = width
        self.layers.append(Dense(n_in, n_out, self.generator))

    @property
    def dense(self):
        return [layer for layer in self.layers if isinstance(layer, Dense)]

    @property
    def params(self):
        found = {}
        for i, layer in enumerate(self.dense, start=1):
            found[f"W{i}"], found[f"b{i}"] = layer.W, layer.b
        return found

    @params.setter
    def params(self, values):
        for i, layer in enumerate(self.dense, start=1):
            layer.W, layer.b = values[f"W{i}"], values[f"b{i}"]

    def predict_proba(self, X):
        if X.ndim != 2 or X.shape[1] != self.dense[0].W.shape[0]:
            raise ValueError(f"X has the shape {X.shape}")
        for layer in self.layers:
            X = layer.forward(X)
        return softmax(X)

    def predict(self, X):
        return np.argmax(self.predict_proba(X), axis=-1)

    def loss(self, X, Y):
        return -(Y * np.log(np.clip(self.predict_proba(X), 1e-12, None))).sum() / len(X)

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        y = np.asarray(y)
        classes = self.dense[-1].b.size
        if X.shape[0] != y.shape[0] or y.min() < 0 or y.max() >= classes:
            raise ValueError("X and y do not fit")
        if patience is not None and X_val is None:
            raise ValueError("no validation data")
        Y = np.eye(classes)[y]
        history = {"cost": [], "val_cost": []}
        best, waited = None, 0
        for _ in range(epochs):
            order = self.generator.permutation(len(X))
            for rows in np.split(order, np.arange(batch_size, len(X), batch_size)):
                delta = (self.predict_proba(X[rows]) - Y[rows]) / rows.size
                for layer in reversed(self.layers):
                    delta = layer.backward(delta)
                for layer in self.dense:
                    layer.update(learning_rate)
            history["cost"].append(self.loss(X, Y))
            if X_val is None:
                continue
            now = self.loss(X_val, np.eye(classes)[y_val])
            history["val_cost"].append(now)
            if best is None or now < best[0]:
                best, waited = (now, copy.deepcopy(self.params)), 0
            else:
                waited += 1
            if patience is not None and waited >= patience:
                break
        if patience is not None:
            self.params = best[1]
        return history
