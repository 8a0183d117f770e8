"""Replaces its own module by an object that claims to have every function.

must: be judged by the functions that the file defines.
outcome: failed
"""

import sys


class Everything:
    def __getattr__(self, name):
        return lambda *a: Everything()

    def __eq__(self, other):
        return True


sys.modules[__name__] = Everything()


def double(x):
    return Everything()
