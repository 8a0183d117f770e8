"""Sends requests for the grader to evaluate and reads no reply, until both sides could wait for each other.

must: be stopped by the clock on the wall.
outcome: timeout
"""

import sys
import time


def double(x):
    shim = sys._getframe(1).f_locals["self"]
    for _ in range(9_000):
        shim.send(["callback", 0, [x]])
    time.sleep(600)
