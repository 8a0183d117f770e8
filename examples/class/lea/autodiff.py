import math

PREDICT = {"used_twice": 6.0, "two_ways": 8.0, "who_is_next": "b"}


class Value:
    def __init__(self, data, sources=()):
        self.data = data
        self.grad = 0.0
        self.sources = sources
        self.pay = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, [self, other])

        def pay():
            self.grad += out.grad
            other.grad += out.grad

        out.pay = pay
        return out

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other.data, [self, other])

        def pay():
            self.grad += out.grad
            other.grad -= out.grad

        out.pay = pay
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, [self, other])

        def pay():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out.pay = pay
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, [self, other])

        def pay():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / other.data**2

        out.pay = pay
        return out

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        out = Value(-self.data, [self])

        def pay():
            self.grad -= out.grad

        out.pay = pay
        return out

    def __pow__(self, exponent):
        out = Value(self.data**exponent, [self])

        def pay():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out.pay = pay
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), [self])

        def pay():
            self.grad += (1 - out.data**2) * out.grad

        out.pay = pay
        return out

    def exp(self):
        out = Value(math.exp(self.data), [self])

        def pay():
            self.grad += out.data * out.grad

        out.pay = pay
        return out

    def relu(self):
        out = Value(max(0.0, self.data), [self])

        def pay():
            self.grad += (self.data > 0) * out.grad

        out.pay = pay
        return out

    def backward(self):
        order, done, todo = [], set(), [(self, False)]
        while todo:
            node, sources_done = todo.pop()
            if sources_done:
                order.append(node)
            elif node not in done:
                done.add(node)
                todo.append((node, True))
                todo += [(source, False) for source in node.sources]
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node.pay()
