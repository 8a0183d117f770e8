"""Raises KeyboardInterrupt, as if the instructor had stopped the grader.

must: be the student's own exception.
outcome: error
says: KeyboardInterrupt
"""


def double(x):
    raise KeyboardInterrupt
