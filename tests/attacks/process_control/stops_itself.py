"""Sends itself SIGSTOP: a stopped process uses no CPU time and answers nothing.

must: be ended by the clock on the wall.
outcome: timeout
"""

import signal


def double(x):
    signal.raise_signal(signal.SIGSTOP)
    return x
