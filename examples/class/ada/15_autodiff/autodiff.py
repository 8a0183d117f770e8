import math

PREDICT = {"used_twice": 6, "two_ways": 8, "who_is_next": "b"}


class Value:
    def __init__(self, data, sources=()):
        self.data = float(data)
        self.grad = 0.0
        self.sources = sources
        self.pay = None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pay():
            self.grad += out.grad
            other.grad += out.grad

        out.pay = pay
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pay():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pay = pay
        return out

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other.data, (self, other))

        def pay():
            self.grad += out.grad
            other.grad -= out.grad

        out.pay = pay
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other))

        def pay():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / (other.data * other.data)

        out.pay = pay
        return out

    def __pow__(self, exponent):
        out = Value(self.data**exponent, (self,))

        def pay():
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out.pay = pay
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def pay():
            self.grad += (1 - out.data**2) * out.grad

        out.pay = pay
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))

        def pay():
            self.grad += out.data * out.grad

        out.pay = pay
        return out

    def relu(self):
        out = Value(self.data if self.data > 0 else 0, (self,))

        def pay():
            if self.data > 0:
                self.grad += out.grad

        out.pay = pay
        return out

    def __neg__(self):
        return 0 - self

    def __radd__(self, other):
        return Value(other) + self

    def __rmul__(self, other):
        return Value(other) * self

    def __rsub__(self, other):
        return Value(other) - self

    def __rtruediv__(self, other):
        return Value(other) / self

    def backward(self):
        order, seen = [], {self}
        stack = [(self, iter(self.sources))]
        while stack:
            node, rest = stack[-1]
            for source in rest:
                if source not in seen:
                    seen.add(source)
                    stack.append((source, iter(source.sources)))
                    break
            else:
                order.append(node)
                stack.pop()
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            if node.pay is not None:
                node.pay()
        return order
