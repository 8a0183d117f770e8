"""Classes, one for each link; the cost's slope and the sigmoid's slope are multiplied instead of cancelled."""

import numpy as np

PREDICT = {"delta2": -0.1, "tanh_slope": 0.64, "ratio_32": "B"}


class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, X):
        self.X = X
        return np.dot(X, self.W) + self.b

    def backward(self, upstream):
        self.dW = np.dot(self.X.T, upstream)
        self.db = np.sum(upstream, axis=0)
        return np.dot(upstream, self.W.T)


class Tanh:
    def forward(self, Z):
        self.Z = Z
        return np.tanh(Z)

    def backward(self, upstream):
        return upstream / np.cosh(self.Z) ** 2


class Sigmoid:
    def forward(self, Z):
        self.A = 1.0 / (1.0 + np.exp(-Z))
        return self.A

    def backward(self, upstream):
        return upstream * self.A * (1.0 - self.A)


class CrossEntropy:
    def __init__(self, y):
        self.y = y

    def forward(self, p):
        self.p = p
        return np.average(np.where(self.y == 1, -np.log(p), -np.log(1 - p)))

    def backward(self):
        return (-self.y / self.p + (1 - self.y) / (1 - self.p)) / self.y.size


class Network:
    def __init__(self, params):
        self.dense1 = Dense(params["W1"], params["b1"])
        self.dense2 = Dense(params["W2"], params["b2"])
        self.links = [self.dense1, Tanh(), self.dense2, Sigmoid()]

    def forward(self, X):
        for link in self.links:
            X = link.forward(X)
        return X

    def backward(self, upstream):
        for link in reversed(self.links):
            upstream = link.backward(upstream)
        return {"W1": self.dense1.dW, "b1": self.dense1.db, "W2": self.dense2.dW, "b2": self.dense2.db}


def forward(X, params):
    return Network(params).forward(X)


def cost(X, y, params):
    return CrossEntropy(y).forward(forward(X, params))


def backprop(X, y, params):
    network, end = Network(params), CrossEntropy(y)
    end.forward(network.forward(X))
    return network.backward(end.backward())
