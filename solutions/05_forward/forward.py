"""Lesson 05: forward through a network of two layers."""

import numpy as np

PREDICT = {
    # X has 4 rows of 3 features, and a layer has 5 units. How many numbers are there in Z = X W + b?
    "entries_of_Z": 20,  # SOLUTION
    # The scores of one row are 0 and log 3, so their exponentials are 1 and 3. Which probability does the second get?
    "second_probability": 0.75,  # SOLUTION
    # You add 100 to all the scores of a row. The probabilities (a) all grow (b) stay as they are (c) all shrink.
    "plus_100": "b",  # SOLUTION
}


def dense(X, W, b):
    """The weighted sums of one layer: X W + b.

    X: array (n, d), one row for each example.
    W: array (d, k), one column for each unit. b: array (k,), one bias for each unit.

    Returns Z, a new array (n, k): row i, column j is what unit j sums up for example i.
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


def relu(Z):
    """Entry by entry: z where z is positive, 0 elsewhere.

    Z: array of any shape. Returns a new array of that shape.
    """
    ### BEGIN SOLUTION
    return np.maximum(Z, 0)
    ### END SOLUTION


def tanh(Z):
    """Entry by entry: (e^z - e^-z) / (e^z + e^-z), between -1 and 1, and no nan however large z is.

    Z: array of any shape. Returns a new array of that shape.
    """
    ### BEGIN SOLUTION
    return np.tanh(Z)
    ### END SOLUTION


def softmax(Z):
    """Turn each row of scores into probabilities: e^(z - m) / (sum of e^(z - m) over the row), m the row's largest z.

    Z: array (n, k), the scores of k classes in each row, up to 10000 in size.

    Returns a new array (n, k): entries between 0 and 1, and each row sums to 1.
    """
    ### BEGIN SOLUTION
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)
    ### END SOLUTION


def activations(X, params):
    """Everything that a network of two layers works out on its way from X to its answer.

        Z1 = X W1 + b1       (n, h)
        A1 = tanh(Z1)        (n, h)
        Z2 = A1 W2 + b2      (n, k)
        A2 = softmax(Z2)     (n, k)

    X: array (n, d). params: a dict of the arrays W1 (d, h), b1 (h,), W2 (h, k), b2 (k,).

    Returns a new dict with the keys "Z1", "A1", "Z2", "A2".
    """
    ### BEGIN SOLUTION
    Z1 = dense(X, params["W1"], params["b1"])
    A1 = tanh(Z1)
    Z2 = dense(A1, params["W2"], params["b2"])
    A2 = softmax(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    ### END SOLUTION


def forward(X, params):
    """What the network answers: A2, the probabilities of the k classes for each row.

    X and params: as in `activations`. Returns an array (n, k).
    """
    ### BEGIN SOLUTION
    return activations(X, params)["A2"]
    ### END SOLUTION
