"""Sleeps instead of computing: no CPU time is used.

must: be stopped by the clock on the wall, forgiven once.
outcome: timeout
says: did not answer
"""

import time


def double(x):
    time.sleep(600)
    return x
