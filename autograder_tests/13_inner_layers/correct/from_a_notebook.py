"""Saved from a notebook: trials between the cells; numpy's bool as the answer, the worst mistake first."""

# %% [markdown]
# # Lesson 13

# %%
import numpy as np

PREDICT = {"one_border": "b", "first_weight": 2.0, "which_x": 0}

# %%
def softmax(Z):
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def activations(X, params):
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}

# %%
def hidden_features(X, params):
    A = activations(X, params)
    return A["A1"].copy()

# %%
def linearly_separable(H, y, max_epochs=1000):
    t = y * 2.0 - 1.0
    w = np.zeros(H.shape[1]); b = 0.0
    for step in range(max_epochs * len(H)):
        margins = t * (H @ w + b)
        worst = margins.argmin()
        if margins[worst] > 0:
            break
        w = w + t[worst] * H[worst]
        b = b + t[worst]
    return np.all(t * (H @ w + b) > 0)

print(linearly_separable(np.array([[0.0], [2.0]]), np.array([0, 1])))

# %%
def decision_grid(params, xs, ys):
    p, q = len(xs), len(ys)
    points = np.column_stack((np.tile(xs, q), np.repeat(ys, p)))
    return activations(points, params)["Z2"].argmax(1).reshape(q, p)

# %%
decision_grid({"W1": np.ones((2, 2)), "b1": np.ones(2), "W2": np.eye(2), "b2": np.zeros(2)}, np.arange(3.0), np.arange(2.0))
