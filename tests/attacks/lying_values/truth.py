"""Returns True, which is 1 to every comparison.

must: fail: a truth value is no number.
outcome: failed
says: asked for
"""


def double(x):
    return True
