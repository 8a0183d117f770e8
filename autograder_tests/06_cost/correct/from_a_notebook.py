"""Saved from a notebook: cells and trials between the functions; rows one by one, and a gradient check at the end."""

# %% [markdown]
# # Lesson 06

# %%
import numpy as np
from math import log

PREDICT = {'mean_squared_error': 2.5, 'cost_of_not_knowing': round(log(2), 3), 'falls_faster': 'b'}

# %%
def check(a, b):
    if not a.shape == b.shape: raise ValueError

def mse(y, y_hat):
    check(y, y_hat)
    return np.average(np.power(y - y_hat, 2))

def mse_gradient(y, y_hat):
    check(y, y_hat)
    return -2 * (y - y_hat) / np.prod(y.shape)

mse(np.array([0., 2.]), np.array([1., 4.]))

# %%
def safe(p): return np.where(p < 1e-12, 1e-12, np.where(p > 1 - 1e-12, 1 - 1e-12, p))

def binary_cross_entropy(y, p):
    check(y, p)
    return np.sum(y * -np.log(safe(p)) + (1 - y) * -np.log(1 - safe(p))) / y.size

def binary_cross_entropy_gradient(y, p):
    check(y, p)
    p = safe(p)
    return (p - y) / (p - p**2) / y.size

# %%
def cross_entropy(Y, P):
    check(Y, P)
    rows = [-np.dot(t, np.log(np.maximum(q, 1e-12))) for t, q in zip(Y, P)]
    return sum(rows) / len(rows)

def cross_entropy_gradient(Y, P):
    check(Y, P)
    return np.stack([-t / np.maximum(q, 1e-12) / len(Y) for t, q in zip(Y, P)])

# %%
y, p, h = np.array([1., 0.]), np.array([.9, .6]), 1e-5
print((binary_cross_entropy(y, p + [h, 0]) - binary_cross_entropy(y, p - [h, 0])) / (2 * h))
print(binary_cross_entropy_gradient(y, p))
