"""Lesson 04: slopes of functions within functions."""

import numpy as np

PREDICT = {
    # f(u) = u^2 and g(x) = 5x. What is the slope of f(g(x)) at x = 1?
    "chain_slope": None,
    # sigmoid(0) is 1/2. How steep is the sigmoid there?
    "slope_at_zero": None,
    # A neuron answers 0.999. Of the slope that comes back to its output, there passes on through its sigmoid
    # (a) nearly all (b) nearly nothing (c) more than came.
    "sure_neuron": None,
}


def sigmoid(z):
    """Squeeze any number into 0 to 1: s(z) = 1 / (1 + e^-z).

    z: a number, or an array of any shape; entries from -1000 to 1000 must give finite answers.

    Returns a number for a number, and for an array an array of its shape. Leaves z as it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def sigmoid_derivative(z):
    """Say how steep the sigmoid is at z: s(z) (1 - s(z)).

    z: what goes INTO the sigmoid; a number, or an array of any shape, with entries from -1000 to 1000.

    Returns a number for a number, and for an array an array of its shape. Leaves z as it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def chain(df, g, dg, x):
    """Find the slope of f(g(x)): the slope of f where g has led, times the slope of g.

    df: the slope of the outer function f. df, g and dg take a number and return one; make at most 4 calls in all.
    g, dg: the inner function and its slope.
    x: a number.

    Returns df(g(x)) dg(x), a number.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def two_weight_derivatives(x, y, w1, w2):
    """Find how the cost of the smallest network changes with each of its two weights, from the output backwards.

        a1 = s(w1 x)         p = s(w2 a1)                   J = (p - y)^2

        delta2 = 2 (p - y) p (1 - p)                        dJ/dw2 = delta2 a1
                                                            dJ/dw1 = delta2 w2 a1 (1 - a1) x

    s is the sigmoid. x, y, w1, w2: numbers from -2 to 2; y is the answer that p should have been.

    Returns the tuple (dJ/dw1, dJ/dw2), two numbers.
    """
    # YOUR CODE HERE
    raise NotImplementedError
