"""Returns the right number as text.

must: fail: text is no number.
outcome: failed
says: asked for
"""


def double(x):
    return str(2 * x)
