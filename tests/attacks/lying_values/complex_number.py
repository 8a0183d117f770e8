"""Returns a complex number without an imaginary part, to end in the grader's own exception.

must: fail, and be no fault of the grader's.
outcome: failed
says: asked for
"""


def double(x):
    return complex(2 * x, 0)
