"""Forks, so that a second process answers as well.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.fork()
    return x
