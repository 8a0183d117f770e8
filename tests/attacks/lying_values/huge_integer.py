"""Returns integers with thousands of digits, beyond every float.

must: fail, without an exception of the grader's.
outcome: failed
"""


def double(x):
    return 10**2000 if x > 0 else 10**40000
