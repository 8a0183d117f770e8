"""Saved from a notebook: cells, trials and prints between the functions; powers of beta for the whole series at once."""

# %% [markdown]
# # Lesson 10

# %%
import numpy as np
import math

np.set_printoptions(precision=3)

# %%
PREDICT = {"next_average": 11.0, "running_value": 1.0, "smoother": "a"}

# %%
def ewma(values, alpha):
    S = np.zeros_like(values)
    S[0] = values[0]
    for t in range(1, len(values)):
        S[t] = S[t-1] - alpha * (S[t-1] - values[t])
    return S

print(ewma(np.array([3.0, 6.0, 12.0]), 0.5))

# %%
def ewma_corrected(values, beta):
    v = np.zeros(len(values) + 1)
    for t in range(1, len(values) + 1):
        v[t] = math.fsum([beta * v[t-1], (1 - beta) * values[t-1]])
    steps = np.arange(1, len(values) + 1)
    return v[1:] / (1 - np.power(beta, steps))

# %%
ewma_corrected(np.array([3.0, 6.0, 12.0]), 0.5)
