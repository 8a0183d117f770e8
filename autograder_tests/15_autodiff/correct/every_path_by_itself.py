"""No order at all: every path back from the end is walked by itself, and its share is added wherever it comes by."""

import numpy as np

PREDICT = {"used_twice": np.float64(6), "two_ways": np.int64(8), "who_is_next": "b"}


class Value:
    def __init__(self, data):
        self.data = np.array(data, dtype=float)
        self.grad = np.zeros(())
        self.made_of = []

    def _new(self, data, slope, other=None, other_slope=None):
        new = Value(data)
        new.made_of.append((self, slope))
        if isinstance(other, Value):
            new.made_of.append((other, other_slope))
        return new

    def __add__(self, other):
        return self._new(self.data + plain(other), 1, other, 1)

    def __sub__(self, other):
        return self._new(self.data - plain(other), 1, other, -1)

    def __mul__(self, other):
        return self._new(self.data * plain(other), plain(other), other, self.data)

    def __truediv__(self, other):
        return self._new(self.data / plain(other), 1 / plain(other), other, -self.data * plain(other) ** -2.0)

    def __radd__(self, other):
        return self._new(other + self.data, 1)

    def __rsub__(self, other):
        return self._new(other - self.data, -1)

    def __rmul__(self, other):
        return self._new(other * self.data, other)

    def __rtruediv__(self, other):
        return self._new(other / self.data, -other / np.square(self.data))

    def __neg__(self):
        return self._new(np.negative(self.data), -1)

    def __pow__(self, c):
        slope = c * np.power(self.data, c - 1.0) if c != 0 else 0
        return self._new(np.power(self.data, float(c)), slope)

    def tanh(self):
        return self._new(np.tanh(self.data), 1 - np.tanh(self.data) ** 2)

    def exp(self):
        return self._new(np.exp(self.data), np.exp(self.data))

    def relu(self):
        return self._new(np.maximum(self.data, 0), np.heaviside(self.data, 1.0))

    def backward(self):
        met = set()
        walks = [(self, 1.0)]
        while walks:
            node, share = walks.pop()
            if node not in met:
                met.add(node)
                node.grad = np.zeros(())
            node.grad = node.grad + share
            for source, slope in node.made_of:
                walks.append((source, share * slope))


def plain(thing):
    return thing.data if isinstance(thing, Value) else thing
