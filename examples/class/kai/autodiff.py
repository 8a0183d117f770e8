import heapq
import itertools
import math

PREDICT = {"used_twice": 6.0, "two_ways": 8.0, "who_is_next": "B"}
tickets = itertools.count()


class Value:
    def __init__(self, data):
        self.data = data
        self.grad = 0.0
        self.ticket = next(tickets)
        self.partials = []

    @classmethod
    def of(cls, data, *partials):
        value = cls(data)
        value.partials = [(source, slope) for source, slope in partials if isinstance(source, cls)]
        return value

    def __add__(self, other):
        return Value.of(self.data + number(other), (self, 1), (other, 1))

    __radd__ = __add__

    def __sub__(self, other):
        return Value.of(self.data - number(other), (self, 1), (other, -1))

    def __rsub__(self, other):
        return Value.of(other - self.data, (self, -1))

    def __mul__(self, other):
        return Value.of(self.data * number(other), (self, number(other)), (other, self.data))

    __rmul__ = __mul__

    def __truediv__(self, other):
        b = number(other)
        return Value.of(self.data / b, (self, 1 / b), (other, -self.data / b**2))

    def __rtruediv__(self, other):
        return Value.of(other / self.data, (self, -other / self.data**2))

    def __neg__(self):
        return Value.of(-self.data, (self, -1))

    def __pow__(self, c):
        return Value.of(self.data**c, (self, 0 if c == 0 else c * self.data ** (c - 1)))

    def tanh(self):
        t = math.tanh(self.data)
        return Value.of(t, (self, (1 - t) * (1 + t)))

    def exp(self):
        e = math.exp(self.data)
        return Value.of(e, (self, e))

    def relu(self):
        return Value.of((abs(self.data) + self.data) / 2, (self, float(self.data >= 0)))

    def backward(self):
        grads = {self: 1.0}
        heap = [(-self.ticket, self)]
        while heap:
            _, node = heapq.heappop(heap)
            node.grad = grads[node]
            for source, slope in node.partials:
                if source not in grads:
                    grads[source] = 0.0
                    heapq.heappush(heap, (-source.ticket, source))
                grads[source] += slope * node.grad


def number(thing):
    return thing.data if isinstance(thing, Value) else thing
