"""Lesson 01: twice as much."""

PREDICT = {
    # What is twice three?
    "twice_three": 6.0,  # SOLUTION
    # Is twice a negative number (a) larger or (b) smaller than that number?
    "twice_a_negative": "b",  # SOLUTION
}


def double(x):
    """Return twice the number x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def apply_twice(f, x):
    """Return f of f of the number x."""
    ### BEGIN SOLUTION
    return f(f(x))
    ### END SOLUTION


def scale(values, factor):
    """Return a new array: every entry of the array values, times factor."""
    ### BEGIN SOLUTION
    return values * factor
    ### END SOLUTION
