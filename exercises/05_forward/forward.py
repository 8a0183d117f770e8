"""Lesson 05: forward through a network of two layers."""

import numpy as np

PREDICT = {
    # X has 4 rows of 3 features, and a layer has 5 units. How many numbers are there in Z = X W + b?
    "entries_of_Z": None,
    # The scores of one row are 0 and log 3, so their exponentials are 1 and 3. Which probability does the second get?
    "second_probability": None,
    # You add 100 to all the scores of a row. The probabilities (a) all grow (b) stay as they are (c) all shrink.
    "plus_100": None,
}


def dense(X, W, b):
    """The weighted sums of one layer: X W + b.

    X: array (n, d), one row for each example.
    W: array (d, k), one column for each unit. b: array (k,), one bias for each unit.

    Returns Z, a new array (n, k): row i, column j is what unit j sums up for example i.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def relu(Z):
    """Entry by entry: z where z is positive, 0 elsewhere.

    Z: array of any shape. Returns a new array of that shape.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def tanh(Z):
    """Entry by entry: (e^z - e^-z) / (e^z + e^-z), between -1 and 1, and no nan however large z is.

    Z: array of any shape. Returns a new array of that shape.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def softmax(Z):
    """Turn each row of scores into probabilities: e^(z - m) / (sum of e^(z - m) over the row), m the row's largest z.

    Z: array (n, k), the scores of k classes in each row, up to 10000 in size.

    Returns a new array (n, k): entries between 0 and 1, and each row sums to 1.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def activations(X, params):
    """Everything that a network of two layers works out on its way from X to its answer.

        Z1 = X W1 + b1       (n, h)
        A1 = tanh(Z1)        (n, h)
        Z2 = A1 W2 + b2      (n, k)
        A2 = softmax(Z2)     (n, k)

    X: array (n, d). params: a dict of the arrays W1 (d, h), b1 (h,), W2 (h, k), b2 (k,).

    Returns a new dict with the keys "Z1", "A1", "Z2", "A2".
    """
    # YOUR CODE HERE
    raise NotImplementedError


def forward(X, params):
    """What the network answers: A2, the probabilities of the k classes for each row.

    X and params: as in `activations`. Returns an array (n, k).
    """
    # YOUR CODE HERE
    raise NotImplementedError
