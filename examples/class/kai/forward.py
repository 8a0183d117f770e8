import numpy as np

PREDICT = {"entries_of_Z": 20, "second_probability": 0.75, "plus_100": "b"}


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, X):
        return np.add(np.dot(X, self.W), self.b)


class Tanh:
    def __call__(self, Z):
        return np.tanh(Z)


class Softmax:
    def __call__(self, Z):
        E = np.exp(Z.T - Z.max(axis=1)).T
        E /= E.sum(axis=1).reshape(-1, 1)
        return E


class Relu:
    def __call__(self, Z):
        return np.clip(Z, 0, None)


class Network:
    def __init__(self, params):
        self.layers = [Dense(params["W1"], params["b1"]), Tanh(), Dense(params["W2"], params["b2"]), Softmax()]

    def run(self, X):
        seen = [X]
        for layer in self.layers:
            seen.append(layer(seen[-1]))
        return seen[1:]


def dense(X, W, b):
    return Dense(W, b)(X)


def relu(Z):
    return Relu()(Z)


def tanh(Z):
    return Tanh()(Z)


def softmax(Z):
    return Softmax()(Z)


def activations(X, params):
    return dict(zip(["Z1", "A1", "Z2", "A2"], Network(params).run(X)))


def forward(X, params):
    return Network(params).run(X)[-1]
