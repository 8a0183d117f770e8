"""Raises everything that the process was started with: environment, arguments, flags, places.

must: hold nothing of the grader's.
outcome: error
says: RuntimeError
"""

import os
import sys


def double(x):
    raise RuntimeError(f"{dict(os.environ)} {sys.argv} {sys.path} {os.getcwd()}")
