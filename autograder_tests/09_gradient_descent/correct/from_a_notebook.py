"""Saved from a notebook: trials and prints between the functions; copies shuffled together with one state."""

# %% [markdown]
# # Lesson 09

# %%
import numpy as np
import math

PREDICT = {"third_place": 2 + 8 * 0.5**3, "batches": math.ceil(1000 / 64), "small_batches": "b"}

# %%
def gradient_descent(gradient, w0, learning_rate, steps):
    w = np.copy(w0)
    history = [np.copy(w)]
    for i in range(steps):
        w = w + (-learning_rate) * np.asarray(gradient(w))
        history.append(np.copy(w))
    return np.array(history)

print(gradient_descent(lambda w: 2*w, np.array([8.0]), 0.25, 3))

# %%
def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    w = np.copy(w0)
    for t in range(max_steps):
        g = np.asarray(gradient(w))
        if (g * g).sum() ** 0.5 <= tolerance:
            return w, t
        w = w - learning_rate * g
    return w, max_steps

w, t = minimize(lambda w: 2*w, np.array([8.0]), 0.25, 5, 100)
print(w, t)

# %%
def minibatches(X, y, batch_size, seed):
    n = len(X)
    Xs, ys = X.copy(), y.copy()
    rng = np.random.default_rng(seed); rng.shuffle(Xs)
    rng = np.random.default_rng(seed); rng.shuffle(ys)
    return [(Xs[i:i+batch_size], ys[i:i+batch_size]) for i in np.arange(0, n, batch_size)]

minibatches(np.arange(5.0).reshape(5, 1), np.arange(5.0), 2, 1)
