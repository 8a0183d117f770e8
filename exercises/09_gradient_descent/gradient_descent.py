"""Lesson 09: many steps downhill, on all rows or on a few at a time."""

import numpy as np

PREDICT = {
    # f(w) = (w - 2)^2 has the slope 2(w - 2). You start at w = 10 with learning rate 0.25. Where are you after 3 steps?
    "third_place": None,
    # A data set has 1000 rows, and a batch has 64. How many batches does it take to use every row once?
    "batches": None,
    # You go from batches of 64 rows to batches of 4. The cost, from one step to the next, gets
    # (a) smoother (b) more jumpy (c) neither.
    "small_batches": None,
}


def gradient_descent(gradient, w0, learning_rate, steps):
    """Walk downhill for a given number of steps, and keep every place on the way.

    gradient: a function; gradient(w) is the gradient at w, of the shape of w. Call it at most steps + 1 times.
    w0: where the walk starts; a number, or an array of any shape.
    learning_rate: a positive number.
    steps: how many steps to take, an integer; 0 is allowed.

    Returns the path, an array of shape (steps + 1,) + the shape of w0: row 0 is w0, and
    row t + 1 is row t - learning_rate * gradient(row t). Leaves w0 as it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def minimize(gradient, w0, learning_rate, tolerance, max_steps):
    """Walk downhill until the ground is almost flat, or until max_steps steps have been taken.

    Almost flat means: the norm of the whole gradient, the root of the sum of all its squared entries, is at most
    tolerance. This is tested before each step, so a walk that starts on flat ground takes none.

    gradient: a function; gradient(w) is the gradient at w, of the shape of w. Call it at most max_steps + 1 times.
    w0: where the walk starts; a number, or an array of any shape.
    learning_rate, tolerance: numbers; the first is positive, the second at least 0.
    max_steps: the largest number of steps, an integer; 0 is allowed.

    Returns (w, steps): the place reached, of the shape of w0, and how many steps were taken. Leaves w0 as it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def minibatches(X, y, batch_size, seed):
    """Shuffle the rows of a data set and cut them into batches.

    X: array (n, d), one row for each example.
    y: array (n,) or (n, k), the truth for each row of X.
    batch_size: how many rows a batch has, an integer, at least 1; it may be more than n.
    seed: an integer. The same seed gives the same batches, another seed another order.

    Returns a list of pairs (Xb, yb). Every row of X is in exactly one batch, beside its own entry of y. All batches
    have batch_size rows, but the last may have fewer; none is empty. Leaves X and y as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError
