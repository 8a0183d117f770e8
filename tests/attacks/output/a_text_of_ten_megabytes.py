"""Raises an exception with a text of ten megabytes.

must: be cut, in little time.
outcome: error
"""


def double(x):
    raise RuntimeError("/a" * 5_000_000)
