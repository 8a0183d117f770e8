"""Lesson 02: the slope in every direction."""

import numpy as np

PREDICT = {
    # f(a, b) = a^2 + 3ab at a = 2, b = 1. Move a alone and hold b still: what is the slope?
    "partial_a": None,
    # The gradient of some f at some place is (3, 4). How fast does f change along v = (2, 1)?
    "along_v": None,
    # You stand on a contour line of a map. The gradient points (a) along the line (b) straight across it, uphill
    # (c) straight across it, downhill.
    "arrow": None,
}


def gradient(f, w):
    """Measure every partial slope of f at w: move one entry, hold the others still, as in lesson 01, h = 1e-5.

        entry i = (f(w with w_i + h) - f(w with w_i - h)) / (2h)

    f: a function that takes an array of the shape of w and returns a number. Call it at most 4 w.size + 2 times.
    w: an array of any shape, with at most 12 entries; or a single number, which has one slope, a number.

    Returns the gradient, of the same shape as w. Leaves w as it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError


def directional_derivative(f, w, v):
    """Say how fast f changes for somebody who leaves w with velocity v: the sum of gradient * v.

    f, w: as in `gradient`.
    v: an array of the shape of w. Use it as it is: twice the v is twice the answer, and v = 0 gives 0.

    Returns a number. Leaves w and v as they were.
    """
    # YOUR CODE HERE
    raise NotImplementedError
