"""Lesson 15: numbers that know their own slopes."""

import math

PREDICT = {
    # x = Value(3.0), y = x * x, y.backward(). What is x.grad?
    "used_twice": None,
    # a = Value(4.0), b = Value(7.0), c = a * b, d = c + a, d.backward(). What is a.grad?
    "two_ways": None,
    # p = a + b, q = p * p, r = p + q. After r.backward() has begun at r, who must be next to pass its slope on?
    # (a) p (b) q (c) either of them
    "who_is_next": None,
}


class Value:
    """A number that remembers what it was made from, so that slopes can be sent back through it.

    data: the number.
    grad: the slope of the end, at which `backward` was called, in this number; 0.0 before that.

    Wherever an operator has another operand, that is a Value or a plain number, and may be the same Value again.
    Every operator and function returns a new Value and changes none.
    """

    def __init__(self, data):
        """A number to begin with: made from nothing, with grad 0.0. You may keep more than `data` and `grad`."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __add__(self, other):
        """self + other: the slope is 1 in both."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __radd__(self, other):
        """other + self, where other is a plain number: Python asks the right side if the left side cannot do it."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __sub__(self, other):
        """self - other: the slope is 1 in self and -1 in other."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __rsub__(self, other):
        """other - self, where other is a plain number."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __mul__(self, other):
        """self * other: the slope in each is the other one's data."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __rmul__(self, other):
        """other * self, where other is a plain number."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __truediv__(self, other):
        """self / other: the slope is 1 / other in self and -self / other^2 in other. Other is never 0."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __rtruediv__(self, other):
        """other / self, where other is a plain number."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __neg__(self):
        """-self: the slope is -1."""
        # YOUR CODE HERE
        raise NotImplementedError

    def __pow__(self, exponent):
        """self ** exponent, where exponent is a plain number c: the slope is c self^(c - 1).

        self.data is positive, unless exponent is one of 0, 1, 2, 3, ...: then it may be any number.
        """
        # YOUR CODE HERE
        raise NotImplementedError

    def tanh(self):
        """The hyperbolic tangent, for data from -300 to 300: the slope is 1 - tanh^2."""
        # YOUR CODE HERE
        raise NotImplementedError

    def exp(self):
        """e^self, for data from -300 to 300: the slope is e^self itself."""
        # YOUR CODE HERE
        raise NotImplementedError

    def relu(self):
        """self where that is positive, else 0: the slope is 1 or 0. At 0 itself, any slope from 0 to 1 is right."""
        # YOUR CODE HERE
        raise NotImplementedError

    def backward(self):
        """Find the slope of self in every Value that it was made from, however many steps ago.

        Sets the grad of each of these to 0 first, that of self to 1; then each passes its grad on to what it was made
        from, times the slope there, and it is *added* there. Calling it again gives the same again. A Value that self
        was not made from keeps its grad. Returns nothing.
        """
        # YOUR CODE HERE
        raise NotImplementedError
