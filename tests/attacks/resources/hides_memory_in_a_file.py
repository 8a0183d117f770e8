"""Fills an anonymous file in memory, which counts for no process.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    file = os.memfd_create("hoard")
    while True:
        os.write(file, bytes(1 << 20))
