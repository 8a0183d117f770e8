"""Saved from a notebook: trials between the cells; f(w) asked once, the mean of a slope ahead and one behind."""

# %% [markdown]
# # Lesson 02

# %%
import numpy as np

PREDICT = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}

# %%
def moved(w, i, by):
    w2 = np.copy(w)
    w2.flat[i] = w2.flat[i] + by
    return w2

moved(np.zeros((2, 2)), 3, 0.5)

# %%
def gradient(f, w):
    here = f(w)
    slopes = np.empty_like(w, dtype=float)
    for i in range(slopes.size):
        ahead = (f(moved(w, i, 2e-5)) - here) / 2e-5
        behind = (here - f(moved(w, i, -2e-5))) / 2e-5
        slopes.flat[i] = 0.5 * ahead + 0.5 * behind
    return slopes

print(gradient(lambda w: np.sum(w**2), np.array([1.0, 2.0, 3.0])))

# %%
def directional_derivative(f, w, v):
    return np.vdot(gradient(f, w), v)

# %%
directional_derivative(lambda w: w[0] * w[1], np.array([1.0, 2.0]), np.array([0.0, 1.0]))
