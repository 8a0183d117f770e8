"""Closes its connection to the grader and goes on.

must: be a crash.
outcome: crashed
"""

import os


def double(x):
    os.close(3)
    return x
