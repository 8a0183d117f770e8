import numpy as np

PREDICT = {"one_border": " b ", "first_weight": 2.0, "which_x": False + 0}


def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def activations(X, params):
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}


class Network:
    def __init__(self, params):
        self.params = params

    def see(self, X):
        return np.tanh(np.add(np.dot(X, self.params["W1"]), self.params["b1"]))

    def choose(self, X):
        return np.argmax(np.dot(self.see(X), self.params["W2"]) + self.params["b2"], axis=1)


class Perceptron:
    def __init__(self, H, y):
        self.signs = [1 if label else -1 for label in y]
        self.likeness = H @ H.T + 1
        self.counts = np.zeros(len(y))

    def one_pass(self):
        mistakes = 0
        for r, sign in enumerate(self.signs):
            if sign * (self.likeness[r] @ (self.counts * self.signs)) <= 0:
                self.counts[r] += 1
                mistakes += 1
        return mistakes


def hidden_features(X, params):
    return Network(params).see(X)


def linearly_separable(H, y, max_epochs=1000):
    perceptron = Perceptron(H, y)
    return any(perceptron.one_pass() == 0 for _ in range(max_epochs))


def decision_grid(params, xs, ys):
    network = Network(params)
    return np.array([network.choose(np.array([[x, y] for x in xs])) for y in ys])
