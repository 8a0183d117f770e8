"""Computes a power in C, where no Python signal handler is run.

must: be stopped from outside.
outcome: timeout
"""


def double(x):
    return 7 ** (10**8)
