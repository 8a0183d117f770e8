"""Saved from a notebook: cells, trials and prints between the functions; eigh, and the limit tried out by descent."""

# %% [markdown]
# # Lesson 08

# %%
import numpy as np

PREDICT = {"limit": 0.33, "rate_at_25": 0.8 * 0.5**2, "just_below": "b"}

# %%
def largest_stable_rate(A):
    values, vectors = np.linalg.eigh(A)
    if np.allclose(A, 0, atol=0):
        return np.inf
    return 2 / values.max()

# %%
A = np.array([[3.0, 1.0], [1.0, 3.0]])
w = np.array([1.0, 0.5])
for _ in range(20):
    w = w - 0.95 * largest_stable_rate(A) * A @ w
print(w)

# %%
def inverse_time_decay(rate0, step, decay):
    return rate0 / (1 + decay*step)

def exponential_decay(rate0, step, decay):
    half_lives = decay * step / np.log(2)
    return rate0 * 0.5**half_lives

def step_decay(rate0, step, factor, every):
    rates = rate0 * np.cumprod([1.0] + [factor] * (step // every))
    return rates[-1]

[step_decay(0.8, s, 0.5, 10) for s in range(0, 40, 5)]

# %%
def is_diverging(costs):
    diverging = False
    if np.sum(costs) == np.inf or np.isnan(np.sum(costs)):
        diverging = True
    elif costs[-1] > np.min(costs) * 2:
        diverging = True
    return diverging

is_diverging(np.array([1.0, np.inf]))
