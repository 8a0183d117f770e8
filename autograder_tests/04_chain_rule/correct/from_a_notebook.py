"""Saved from a notebook: trials between the cells, a small class for a neuron with a way forward and a way back."""

# %% [markdown]
# # Lesson 04

# %%
import numpy as np

PREDICT = {"chain_slope": 50.0, "slope_at_zero": 0.25, "sure_neuron": "b"}

# %%
def sigmoid(z):
    e = np.exp(-np.abs(z))
    small = e / (1 + e)
    return np.where(np.asarray(z) < 0, small, 1 - small)

print(sigmoid(0.0), sigmoid(np.array([-1.0, 1.0])))

# %%
sigmoid_derivative = lambda z: sigmoid(z) - sigmoid(z) ** 2

# %%
def chain(df, g, dg, x):
    u = g(x)
    return dg(x) * df(u)

chain(lambda u: 2 * u, lambda x: 3 * x + 1, lambda x: 3, 1)

# %%
class Neuron:
    def __init__(self, w):
        self.w = w

    def forward(self, x):
        self.x = x
        self.a = sigmoid(self.w * x)
        return self.a

    def backward(self, slope):
        delta = slope * self.a * (1 - self.a)
        self.dw = delta * self.x
        return delta * self.w

def two_weight_derivatives(x, y, w1, w2):
    hidden, output = Neuron(w1), Neuron(w2)
    p = output.forward(hidden.forward(x))
    hidden.backward(output.backward(2 * (p - y)))
    return hidden.dw, output.dw

# %%
two_weight_derivatives(1.0, 0.0, 1.0, 1.0)
