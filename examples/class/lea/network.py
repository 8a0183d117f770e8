import numpy as np

PREDICT = {"first_cost": 1.1, "updates": 60, "stops_after": 6}


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Y, P):
    return -np.mean(np.sum(Y * np.log(np.maximum(P, 1e-12)), axis=1))


def minibatches(X, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    batch_size = min(batch_size, len(X))
    starts = range(0, len(X) - batch_size + 1, batch_size)
    return [(X[order[start : start + batch_size]], y[order[start : start + batch_size]]) for start in starts]


def glorot_uniform(n_in, n_out, seed):
    bound = np.sqrt(6 / (n_in + n_out))
    return np.random.default_rng(seed).uniform(-bound, bound, (n_in, n_out))


class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        self.n_in, self.n_out = n_in, n_out
        self.generator = np.random.default_rng(seed)
        self.params = {
            "W1": glorot_uniform(n_in, n_hidden, self.generator),
            "b1": np.zeros(n_hidden),
            "W2": glorot_uniform(n_hidden, n_out, self.generator),
            "b2": np.zeros(n_out),
        }

    def activations(self, X):
        A1 = np.tanh(X @ self.params["W1"] + self.params["b1"])
        A2 = softmax(A1 @ self.params["W2"] + self.params["b2"])
        return A1, A2

    def predict_proba(self, X):
        if X.shape[1] != self.n_in:
            raise ValueError("wrong number of features")
        return self.activations(X)[1]

    def predict(self, X):
        return np.argmax(self.predict_proba(X), axis=1)

    def step(self, X, Y, learning_rate):
        A1, A2 = self.activations(X)
        delta2 = (A2 - Y) / len(X)
        delta1 = (delta2 @ self.params["W2"].T) * (1 - A1**2)
        self.params = {
            "W1": self.params["W1"] - learning_rate * X.T @ delta1,
            "b1": self.params["b1"] - learning_rate * delta1.sum(axis=0),
            "W2": self.params["W2"] - learning_rate * A1.T @ delta2,
            "b2": self.params["b2"] - learning_rate * delta2.sum(axis=0),
        }

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        if len(X) != len(y):
            raise ValueError("X and y differ in length")
        if np.min(y) < 0 or np.max(y) >= self.n_out:
            raise ValueError("a label is no class")
        if patience is not None and X_val is None:
            raise ValueError("patience needs X_val")
        Y = np.eye(self.n_out)[y]
        history = {"cost": [], "val_cost": []}
        best, lowest, waited = self.params, np.inf, 0
        for epoch in range(epochs):
            for Xb, Yb in minibatches(X, Y, batch_size, self.generator):
                self.step(Xb, Yb, learning_rate)
            history["cost"].append(cross_entropy(Y, self.predict_proba(X)))
            if X_val is not None:
                history["val_cost"].append(cross_entropy(np.eye(self.n_out)[y_val], self.predict_proba(X_val)))
            if patience is not None:
                if history["val_cost"][-1] < lowest:
                    best, lowest, waited = self.params, history["val_cost"][-1], 0
                else:
                    waited += 1
                if waited == patience:
                    break
        if patience is not None:
            self.params = best
        return history
