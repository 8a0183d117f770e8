"""Applies the power rule to e^x.

hint: In e^x, is x the base or the exponent?
caught_by: exp
keeps: 8
"""

import math

PREDICT = {"used_twice": 6.0, "two_ways": 8.0, "who_is_next": "b"}


class Value:
    def __init__(self, data, inputs=()):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs

    def __add__(self, other):
        other = as_value(other)
        return Value(self.data + other.data, [(self, 1), (other, 1)])

    def __sub__(self, other):
        other = as_value(other)
        return Value(self.data - other.data, [(self, 1), (other, -1)])

    def __mul__(self, other):
        other = as_value(other)
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])

    def __truediv__(self, other):
        other = as_value(other)
        return Value(self.data / other.data, [(self, 1 / other.data), (other, -self.data / other.data**2)])

    def __radd__(self, other):
        return as_value(other) + self

    def __rsub__(self, other):
        return as_value(other) - self

    def __rmul__(self, other):
        return as_value(other) * self

    def __rtruediv__(self, other):
        return as_value(other) / self

    def __neg__(self):
        return Value(-self.data, [(self, -1)])

    def __pow__(self, exponent):
        return Value(self.data**exponent, [(self, exponent * self.data ** (exponent - 1))])

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, [(self, 1 - t**2)])

    def exp(self):
        e = math.exp(self.data)
        return Value(e, [(self, self.data * math.exp(self.data - 1))])

    def relu(self):
        return Value(max(0.0, self.data), [(self, 1.0 if self.data > 0 else 0.0)])

    def backward(self):
        order = in_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for source, slope in node.inputs:
                source.grad += slope * node.grad


def as_value(thing):
    return thing if isinstance(thing, Value) else Value(thing)


def in_order(end):
    """Everything that end was made from, sources first."""
    order, done, todo = [], set(), [(end, False)]
    while todo:
        node, sources_done = todo.pop()
        if sources_done:
            order.append(node)
        elif node not in done:
            done.add(node)
            todo.append((node, True))
            todo += [(source, False) for source, _ in node.inputs]
    return order
