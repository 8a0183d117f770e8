"""Imports hidden tests and reference as modules, after setting the search path.

must: be able to import neither.
outcome: error
says: ModuleNotFoundError
"""

import os
import sys

sys.path[:0] = [os.path.dirname("@SOLUTION@"), os.path.dirname("@HIDDEN@")]


def double(x):
    import test_hidden_double

    return test_hidden_double
