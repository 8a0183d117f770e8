"""Replaces the worker by another program that could speak for it.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.execv("/bin/true", ["true"])
