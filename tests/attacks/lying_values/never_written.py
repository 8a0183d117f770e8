"""Claims that every function is not written yet, now and then with an exception of its own making.

must: read as not started, never as ungraded.
outcome: not_attempted
"""


def double(x):
    raise NotImplementedError


def apply_twice(f, x):
    raise type("NotImplementedError", (NotImplementedError,), {})
