"""Type hints and slots; only sum, product, power and the functions know slopes, and the rest is made of these."""

from __future__ import annotations

import math
from collections import Counter
from typing import Callable, Dict, Union

PREDICT: Dict[str, object] = {"used_twice": 6.0, "two_ways": 8.0, "who_is_next": "b"}
Number = Union[int, float]


class Value:
    """One number of a computation."""

    __slots__ = ("data", "grad", "_inputs")

    def __init__(self, data: Number, _inputs: tuple[tuple[Value, float], ...] = ()) -> None:
        self.data: Number = data
        self.grad: float = 0.0
        self._inputs = _inputs

    def __repr__(self) -> str:
        return f"Value({self.data}, grad={self.grad})"

    def __add__(self, other: Value | Number) -> Value:
        if not isinstance(other, Value):
            return Value(self.data + other, ((self, 1.0),))
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other: Value | Number) -> Value:
        if not isinstance(other, Value):
            return Value(self.data * other, ((self, other),))
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __pow__(self, exponent: Number) -> Value:
        if exponent == 0:
            return self * 0 + 1
        return Value(self.data**exponent, ((self, exponent * self.data ** (exponent - 1)),))

    def _apply(self, function: Callable[[float], float], slope: Callable[[float], float]) -> Value:
        answer = function(self.data)
        return Value(answer, ((self, slope(answer)),))

    def tanh(self) -> Value:
        return self._apply(math.tanh, lambda t: 1.0 - t * t)

    def exp(self) -> Value:
        return self._apply(math.exp, lambda e: e)

    def relu(self) -> Value:
        return self._apply(lambda x: x if x > 0 else 0.0, lambda r: 1.0 if r else 0.0)

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | Number) -> Value:
        return self + (-other)

    def __truediv__(self, other: Value | Number) -> Value:
        return self * other**-1.0

    def __radd__(self, other: Number) -> Value:
        return self + other

    def __rsub__(self, other: Number) -> Value:
        return -self + other

    def __rmul__(self, other: Number) -> Value:
        return self * other

    def __rtruediv__(self, other: Number) -> Value:
        return self**-1.0 * other

    def backward(self) -> None:
        """Kahn's order: a node comes when the last of those that used it has come."""
        waiting: Counter[int] = Counter()
        seen: set[int] = set()
        todo: list[Value] = [self]
        while todo:
            node = todo.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            node.grad = 0.0
            waiting.update(id(source) for source, _ in node._inputs)
            todo.extend(source for source, _ in node._inputs)
        self.grad = 1.0
        todo.append(self)
        while todo:
            node = todo.pop()
            for source, slope in node._inputs:
                source.grad += slope * node.grad
                waiting[id(source)] -= 1
                if not waiting[id(source)]:
                    todo.append(source)
