"""Cuts a file to nothing by its path, without opening it.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.truncate("@CANARY@", 0)
    return x
