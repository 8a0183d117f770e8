"""Recurses without end.

must: be Python's own RecursionError.
outcome: error
says: RecursionError
"""


def double(x):
    return double(x)
