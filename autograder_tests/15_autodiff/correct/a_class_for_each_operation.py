"""A class for each operation, which knows its value and its slopes; depths decide the order."""

import math
import operator

PREDICT = {"used_twice": 6.0, "two_ways": 7 + 1, "who_is_next": " b"}


class Value:
    def __init__(self, data):
        self.data, self.grad, self.depth, self.operands = data, 0.0, 0, []

    def slopes(self):
        return []

    def tanh(self):
        return Tanh(self)

    def exp(self):
        return Exp(self)

    def relu(self):
        return Relu(self)

    def __neg__(self):
        return Product(self, Value(-1.0))

    def __pow__(self, exponent):
        return Power(self, exponent)

    def backward(self):
        found = {id(self): self}
        todo = [self]
        while todo:
            for operand in todo.pop().operands:
                if id(operand) not in found:
                    found[id(operand)] = operand
                    todo.append(operand)
        for node in found.values():
            node.grad = 0.0
        self.grad = 1.0
        for node in sorted(found.values(), key=operator.attrgetter("depth"), reverse=True):
            for operand, slope in zip(node.operands, node.slopes()):
                operand.grad += node.grad * slope


class Operation(Value):
    def __init__(self, *operands):
        operands = [operand if isinstance(operand, Value) else Value(operand) for operand in operands]
        super().__init__(self.compute(*[operand.data for operand in operands]))
        self.operands = operands
        self.depth = 1 + max(operand.depth for operand in operands)


class Sum(Operation):
    def compute(self, a, b):
        return a + b

    def slopes(self):
        return [1.0, 1.0]


class Difference(Operation):
    def compute(self, a, b):
        return a - b

    def slopes(self):
        return [1.0, -1.0]


class Product(Operation):
    def compute(self, a, b):
        return a * b

    def slopes(self):
        a, b = self.operands
        return [b.data, a.data]


class Quotient(Operation):
    def compute(self, a, b):
        return a / b

    def slopes(self):
        a, b = self.operands
        return [1 / b.data, -self.data / b.data]


class Power(Operation):
    def __init__(self, base, exponent):
        self.exponent = exponent
        super().__init__(base)

    def compute(self, a):
        return a**self.exponent

    def slopes(self):
        return [self.exponent * self.operands[0].data ** (self.exponent - 1)]


class Tanh(Operation):
    compute = staticmethod(math.tanh)

    def slopes(self):
        return [1 / math.cosh(self.operands[0].data) ** 2]


class Exp(Operation):
    compute = staticmethod(math.exp)

    def slopes(self):
        return [self.data]


class Relu(Operation):
    def compute(self, a):
        return max(a, 0.0)

    def slopes(self):
        a = self.operands[0].data
        return [0.5 if a == 0 else float(a > 0)]


for name, kind in {"add": Sum, "sub": Difference, "mul": Product, "truediv": Quotient}.items():
    setattr(Value, f"__{name}__", lambda self, other, kind=kind: kind(self, other))
    setattr(Value, f"__r{name}__", lambda self, other, kind=kind: kind(other, self))
