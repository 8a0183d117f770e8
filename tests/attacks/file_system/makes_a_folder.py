"""Makes a folder beside the canary.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.mkdir("@CANARY@.d")
    return x
