"""Deletes a file in a folder that everybody may write to.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.unlink("@CANARY@")
    return x
