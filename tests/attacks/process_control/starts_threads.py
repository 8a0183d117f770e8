"""Starts a thread that goes on while the grader judges the answer.

must: have no threads.
outcome: error
says: RuntimeError
"""

import threading


def double(x):
    threading.Thread(target=print, daemon=True).start()
    return x
