"""Lesson 01: twice as much."""

PREDICT = {
    # What is twice three?
    "twice_three": None,
    # Is twice a negative number (a) larger or (b) smaller than that number?
    "twice_a_negative": None,
}


def double(x):
    """Return twice the number x."""
    # YOUR CODE HERE
    raise NotImplementedError


def apply_twice(f, x):
    """Return f of f of the number x."""
    # YOUR CODE HERE
    raise NotImplementedError


def scale(values, factor):
    """Return a new array: every entry of the array values, times factor."""
    # YOUR CODE HERE
    raise NotImplementedError
