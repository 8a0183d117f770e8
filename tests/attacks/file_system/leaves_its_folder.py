"""Changes the working directory and opens the solution by a relative path.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.chdir(os.path.dirname("@SOLUTION@"))
    return open("double.py").read()
