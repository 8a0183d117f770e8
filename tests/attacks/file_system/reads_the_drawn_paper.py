"""Reads the cache in which the drawn examples are kept.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    papers = os.listdir("@CACHE@")
    raise RuntimeError(open(os.path.join("@CACHE@", papers[0]), "rb").read())
