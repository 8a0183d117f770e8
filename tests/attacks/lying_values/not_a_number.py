"""Returns NaN, which no comparison of the form `not (difference > tolerance)` refuses.

must: fail: an answer is finite.
outcome: failed
says: finite
"""


def double(x):
    return float("nan")
