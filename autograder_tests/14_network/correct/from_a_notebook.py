"""Saved from a notebook: cell markers, two layers only, the old RandomState, updates in place, a sanity print."""

# %% [markdown]
# # Lesson 14, second try

# %%
import numpy as np

PREDICT = {"first_cost": 1.1, "updates": 60, "stops_after": 6}


# %%
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Y, P):
    return -np.mean(np.sum(Y * np.log(np.maximum(P, 1e-12)), axis=1))


def activations(X, params):
    A1 = np.tanh(X.dot(params["W1"]) + params["b1"])
    return A1, softmax(A1.dot(params["W2"]) + params["b2"])


def backprop(X, Y, params):
    A1, A2 = activations(X, params)
    delta2 = (A2 - Y) / len(X)
    delta1 = delta2.dot(params["W2"].T) * (1 - A1) * (1 + A1)
    return {"W1": X.T.dot(delta1), "b1": delta1.sum(0), "W2": A1.T.dot(delta2), "b2": delta2.sum(0)}


# %%
class NeuralNetwork:
    def __init__(self, n_in, n_hidden, n_out, seed):
        self.rs = np.random.RandomState(seed)
        self.n_in, self.n_out = n_in, n_out
        self.params = {
            "W1": self.rs.uniform(-1, 1, (n_in, n_hidden)) * np.sqrt(6 / (n_in + n_hidden)),
            "b1": np.zeros((n_hidden,)),
            "W2": self.rs.uniform(-1, 1, (n_hidden, n_out)) * np.sqrt(6 / (n_hidden + n_out)),
            "b2": np.zeros((n_out,)),
        }

    def predict_proba(self, X):
        if X.shape[1] != self.n_in:
            raise ValueError
        return activations(X, self.params)[1]

    def predict(self, X):
        return self.predict_proba(X).argmax(1)

    def fit(self, X, y, learning_rate, epochs, batch_size, X_val=None, y_val=None, patience=None):
        if len(X) != len(y):
            raise ValueError("len(X) != len(y)")
        if min(y) < 0 or max(y) > self.n_out - 1:
            raise ValueError("label out of range")
        if patience is not None and X_val is None:
            raise ValueError("patience needs X_val")
        Y = (np.asarray(y)[:, None] == np.arange(self.n_out)).astype(float)
        h, best, since = {"cost": [], "val_cost": []}, None, 0
        for epoch in range(epochs):
            idx = np.arange(len(X))
            self.rs.shuffle(idx)
            Xs, Ys = X[idx], Y[idx]
            for i in range(0, len(X), batch_size):
                g = backprop(Xs[i : i + batch_size], Ys[i : i + batch_size], self.params)
                for k in g:
                    self.params[k] -= learning_rate * g[k]
            h["cost"] += [cross_entropy(Y, self.predict_proba(X))]
            if X_val is not None:
                P = self.predict_proba(X_val)
                h["val_cost"] += [np.mean([-np.log(max(p[c], 1e-12)) for p, c in zip(P, y_val)])]
                if patience is not None:
                    if h["val_cost"][-1] == min(h["val_cost"]) and h["val_cost"].count(h["val_cost"][-1]) == 1:
                        best, since = {k: v.copy() for k, v in self.params.items()}, 0
                    else:
                        since += 1
                        if since == patience:
                            break
        if best is not None:
            self.params = best
        return h


# %%
nn = NeuralNetwork(2, 4, 2, 0)
print(nn.fit(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1]), 0.5, 3, 2))
