"""Lesson 13: what the hidden layer sees."""

import numpy as np

PREDICT = {
    # The points 1, 2, 3 on a line have the labels 0, 1, 0. Can one border split the line into a side for each label?
    # (a) yes (b) no
    "one_border": "b",  # SOLUTION
    # A perceptron starts from weights and bias 0. Its first row is h = (2, -1) with label 1. What is w1 afterwards?
    "first_weight": 2.0,  # SOLUTION
    # xs has 5 entries and ys has 3. The grid's entry [2, 0] is about the point (xs[?], ys[2]). Which number is the "?"
    "which_x": 0,  # SOLUTION
}


def softmax(Z):
    """Turn each row of scores (n, k) into probabilities, from lesson 05. Given; use it as it is."""
    exponentials = np.exp(Z - Z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def activations(X, params):
    """Everything that the network of lesson 05 works out on its way. Given; use it as it is.

        Z1 = X W1 + b1       (n, h)
        A1 = tanh(Z1)        (n, h)
        Z2 = A1 W2 + b2      (n, k)
        A2 = softmax(Z2)     (n, k)

    X: array (n, d). params: a dict of the arrays W1 (d, h), b1 (h,), W2 (h, k), b2 (k,).

    Returns a new dict with the keys "Z1", "A1", "Z2", "A2".
    """
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": softmax(Z2)}


def hidden_features(X, params):
    """What the last layer gets to see of each row: tanh(X W1 + b1).

    X: array (n, d). params: as in `activations`.

    Returns an array (n, h), one column for each hidden unit.
    """
    ### BEGIN SOLUTION
    return activations(X, params)["A1"]
    ### END SOLUTION


def linearly_separable(H, y, max_epochs=1000):
    """Whether one border, w . h + b = 0, has all rows with label 1 on one side and all with label 0 on the other.

    A perceptron looks for that border. Its weights w and its bias b start at 0. For each row h, in order, the score
    is w . h + b. It should be positive for label 1 and negative for label 0. Otherwise (a score of exactly 0 too) it
    is a mistake, and w and b move: by +h and +1 for label 1, by -h and -1 for label 0.

    H: array (n, h), one row for each point. y: array (n,) of the integers 0 and 1.
    max_epochs: how many passes through all rows to make at most.

    Returns True after the first pass without a mistake, False after max_epochs passes with mistakes. Where all labels
    are equal, the answer is True. Leaves H and y as they were.
    """
    ### BEGIN SOLUTION
    signs = np.where(y == 1, 1.0, -1.0)
    w, b = np.zeros(H.shape[1]), 0.0
    for _ in range(max_epochs):
        mistakes = 0
        for h, sign in zip(H, signs):
            if sign * (w @ h + b) <= 0:
                w = w + sign * h
                b = b + sign
                mistakes += 1
        if mistakes == 0:
            return True
    return False
    ### END SOLUTION


def decision_grid(params, xs, ys):
    """Which class the network chooses at each point of a grid in the plane.

    params: as in `activations`, with d = 2: a row of X is a point (x, y).
    xs: array (p,), the first coordinates of the points. ys: array (q,), their second coordinates.

    Returns an array (q, p) of integers: entry [j, i] is the class, 0 to k - 1, that has the largest probability at the
    point (xs[i], ys[j]). So a row of the answer is a row of the picture: one y, and every x.
    """
    ### BEGIN SOLUTION
    x, y = np.meshgrid(xs, ys)  # both (q, p)
    points = np.column_stack([x.ravel(), y.ravel()])
    classes = activations(points, params)["A2"].argmax(axis=1)
    return classes.reshape(len(ys), len(xs))
    ### END SOLUTION
