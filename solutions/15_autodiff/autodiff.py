"""Lesson 15: numbers that know their own slopes."""

import math

PREDICT = {
    # x = Value(3.0), y = x * x, y.backward(). What is x.grad?
    "used_twice": 6.0,  # SOLUTION
    # a = Value(4.0), b = Value(7.0), c = a * b, d = c + a, d.backward(). What is a.grad?
    "two_ways": 8.0,  # SOLUTION
    # p = a + b, q = p * p, r = p + q. After r.backward() has begun at r, who must be next to pass its slope on?
    # (a) p (b) q (c) either of them
    "who_is_next": "b",  # SOLUTION
}


### BEGIN SOLUTION
def as_value(thing):
    """A Value for a plain number; a Value stays what it is."""
    return thing if isinstance(thing, Value) else Value(thing)


def made_from(data, *inputs):
    """The Value of a result. `inputs` are pairs: what it was made from, and the slope of the result in that."""
    result = Value(data)
    result.inputs = inputs
    return result


### END SOLUTION


class Value:
    """A number that remembers what it was made from, so that slopes can be sent back through it.

    data: the number.
    grad: the slope of the end, at which `backward` was called, in this number; 0.0 before that.

    Wherever an operator has another operand, that is a Value or a plain number, and may be the same Value again.
    Every operator and function returns a new Value and changes none.
    """

    def __init__(self, data):
        """A number to begin with: made from nothing, with grad 0.0. You may keep more than `data` and `grad`."""
        ### BEGIN SOLUTION
        self.data = data
        self.grad = 0.0
        self.inputs = ()
        ### END SOLUTION

    def __add__(self, other):
        """self + other: the slope is 1 in both."""
        ### BEGIN SOLUTION
        other = as_value(other)
        return made_from(self.data + other.data, (self, 1.0), (other, 1.0))
        ### END SOLUTION

    def __radd__(self, other):
        """other + self, where other is a plain number: Python asks the right side if the left side cannot do it."""
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __sub__(self, other):
        """self - other: the slope is 1 in self and -1 in other."""
        ### BEGIN SOLUTION
        other = as_value(other)
        return made_from(self.data - other.data, (self, 1.0), (other, -1.0))
        ### END SOLUTION

    def __rsub__(self, other):
        """other - self, where other is a plain number."""
        ### BEGIN SOLUTION
        return as_value(other) - self
        ### END SOLUTION

    def __mul__(self, other):
        """self * other: the slope in each is the other one's data."""
        ### BEGIN SOLUTION
        other = as_value(other)
        return made_from(self.data * other.data, (self, other.data), (other, self.data))
        ### END SOLUTION

    def __rmul__(self, other):
        """other * self, where other is a plain number."""
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __truediv__(self, other):
        """self / other: the slope is 1 / other in self and -self / other^2 in other. Other is never 0."""
        ### BEGIN SOLUTION
        other = as_value(other)
        quotient = self.data / other.data
        return made_from(quotient, (self, 1 / other.data), (other, -quotient / other.data))
        ### END SOLUTION

    def __rtruediv__(self, other):
        """other / self, where other is a plain number."""
        ### BEGIN SOLUTION
        return as_value(other) / self
        ### END SOLUTION

    def __neg__(self):
        """-self: the slope is -1."""
        ### BEGIN SOLUTION
        return made_from(-self.data, (self, -1.0))
        ### END SOLUTION

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number c: the slope is c self^(c - 1).

        self.data is positive, unless exponent is one of 0, 1, 2, 3, ...: then it may be any number.
        """
        ### BEGIN SOLUTION
        slope = exponent * self.data ** (exponent - 1) if exponent else 0.0
        return made_from(self.data**exponent, (self, slope))
        ### END SOLUTION

    def tanh(self):
        """The hyperbolic tangent, for data from -300 to 300: the slope is 1 - tanh^2."""
        ### BEGIN SOLUTION
        answer = math.tanh(self.data)
        return made_from(answer, (self, 1 - answer**2))
        ### END SOLUTION

    def exp(self):
        """e^self, for data from -300 to 300: the slope is e^self itself."""
        ### BEGIN SOLUTION
        answer = math.exp(self.data)
        return made_from(answer, (self, answer))
        ### END SOLUTION

    def relu(self):
        """self where that is positive, else 0: the slope is 1 or 0. At 0 itself, any slope from 0 to 1 is right."""
        ### BEGIN SOLUTION
        return made_from(max(0.0, self.data), (self, 1.0 if self.data > 0 else 0.0))
        ### END SOLUTION

    def backward(self):
        """Find the slope of self in every Value that it was made from, however many steps ago.

        Sets the grad of each of these to 0 first, that of self to 1; then each passes its grad on to what it was made
        from, times the slope there, and it is *added* there. Calling it again gives the same again. A Value that self
        was not made from keeps its grad. Returns nothing.
        """
        ### BEGIN SOLUTION
        # Everything that self was made from, each once, and how often each was used on the way to self.
        nodes, uses = [self], {self: 0}
        for node in nodes:  # the list grows while we walk along it
            node.grad = 0.0
            for source, _ in node.inputs:
                if source not in uses:
                    nodes.append(source)
                    uses[source] = 0
                uses[source] += 1

        # A node may pass its grad on when everybody who used it has paid in: not before, and only once.
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for source, slope in node.inputs:
                source.grad += slope * node.grad
                uses[source] -= 1
                if uses[source] == 0:
                    ready.append(source)
        ### END SOLUTION
