"""Opens a handle on the grader's process, to signal it or to take its open files.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.pidfd_open(int("@GRADER@"))
    return x
