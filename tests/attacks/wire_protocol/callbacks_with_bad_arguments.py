"""Calls the function that it is given with everything that is no number.

must: get exceptions, and never the grader's fault.
outcome: failed
outcome of function_applied_twice: failed
"""

import numpy as np

BAD = ["text", b"bytes", None, True, [1.0], {"a": 1.0}, 1j, 10**2000, float("nan"), np.zeros(10**6), np.array(["a"])]
BAD += [np.zeros(3, np.complex128), np.bool_(True), (), (1.0, 2.0)]


def double(x):
    return x


def apply_twice(f, x):
    for argument in BAD:
        try:
            f(argument)
        except (TypeError, ValueError):
            pass
    for count in (0, 2, 50):
        try:
            f(*[x] * count)
        except (TypeError, ValueError):
            pass
    return x
