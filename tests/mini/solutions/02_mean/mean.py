"""Lesson 02: the middle of many numbers."""


def mean(values):
    """Return the sum of the entries of an array, divided by their number."""
    ### BEGIN SOLUTION
    return float(values.sum() / len(values))
    ### END SOLUTION
