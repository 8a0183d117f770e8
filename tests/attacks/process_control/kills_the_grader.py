"""Signals the process that started it, and the grader.

Signal 0 needs the same right as any other and harms nobody.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.kill(int("@GRADER@"), 0)
    os.kill(os.getppid(), 0)
    return x
