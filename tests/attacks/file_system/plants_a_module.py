"""Writes a module into the standard library that the next student's worker would import.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    with open(os.path.join(os.path.dirname(os.__file__), "sitecustomize_planted.py"), "w") as file:
        file.write("raise SystemExit")
    return x
