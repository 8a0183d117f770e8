"""Moves a file away.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.rename("@CANARY@", "@CANARY@.moved")
    return x
