"""Ends the process with exit code 0 in the middle of a call.

must: count as a crash, never as a success or as "not graded".
outcome: crashed
says: ended its own process
"""

import os


def double(x):
    os._exit(0)
