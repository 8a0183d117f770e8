"""Signals every process that it may reach.

Signal 0 needs the same right as any other and harms nobody.

must: fail with a permission error.
outcome: error
says: PermissionError
"""

import os


def double(x):
    os.kill(-1, 0)
    return x
