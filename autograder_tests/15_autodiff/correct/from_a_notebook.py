"""Saved from a notebook: recursion with a higher limit, lambdas for the slopes, trials between the cells."""

# %% [markdown]
# # Lesson 15

# %%
import sys
import numpy as np
from math import *

PREDICT = {'used_twice': 2 * 3., 'two_ways': 8., 'who_is_next': 'b'}
sys.setrecursionlimit(50_000)

# %%
class Value:
    def __init__(self, data, *back):
        self.data = data
        self.grad = 0.
        self.back = back

    val = staticmethod(lambda v: v if type(v) is Value else Value(v))

    def __add__(a, b):
        b = Value.val(b)
        return Value(a.data + b.data, (a, lambda g: g), (b, lambda g: g))

    def __sub__(a, b):
        b = Value.val(b)
        return Value(a.data - b.data, (a, lambda g: g), (b, lambda g: -g))

    def __mul__(a, b):
        b = Value.val(b)
        return Value(a.data * b.data, (a, lambda g: g * b.data), (b, lambda g: g * a.data))

    def __truediv__(a, b):
        b = Value.val(b)
        return Value(a.data / b.data, (a, lambda g: g / b.data), (b, lambda g: -g * a.data / b.data ** 2))

    def __radd__(a, b): return a + b
    def __rsub__(a, b): return Value(b) - a
    def __rmul__(a, b): return a * b
    def __rtruediv__(a, b): return Value(b) / a
    def __neg__(a): return Value(-a.data, (a, lambda g: -g))

    def __pow__(a, c):
        return Value(pow(a.data, c), (a, lambda g: g * c * pow(a.data, c - 1)))

    def tanh(a):
        t = 2 / (1 + np.exp(-2 * a.data)) - 1
        return Value(t, (a, lambda g: g * (1 - t ** 2)))

    def exp(a):
        e = np.exp(a.data)
        return Value(e, (a, lambda g: g * e))

    def relu(a):
        return Value(a.data * (a.data > 0), (a, lambda g: g * (a.data > 0)))

    def backward(self):
        order = []
        def visit(v):
            if v in order_set: return
            order_set.add(v)
            for w, _ in v.back: visit(w)
            order.append(v)
        order_set = set()
        visit(self)
        for v in order: v.grad = 0.
        self.grad = 1.
        for v in order[::-1]:
            for w, share in v.back:
                w.grad = w.grad + share(v.grad)

# %%
x = Value(3.)
y = x * x
y.backward()
print(x.grad)
