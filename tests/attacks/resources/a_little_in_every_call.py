"""Stays below the limit of one call and uses up the time of all others together.

must: be stopped when the lesson's time is used up.
outcome: timeout
"""

import time


def double(x):
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    return 2 * x
