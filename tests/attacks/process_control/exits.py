"""Ends the interpreter politely, in the hope that an early end counts as a clean one.

must: be the student's own exception, and end nothing but the call.
outcome: error
says: SystemExit: 0
"""

import sys


def double(x):
    sys.exit(0)
