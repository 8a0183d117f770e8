"""Sends itself SIGTERM, the way a batch system would end a job.

must: be a crash with the signal's name, and not stop the grader.
outcome: crashed
says: SIGTERM
"""

import signal


def double(x):
    signal.raise_signal(signal.SIGTERM)
    return x
