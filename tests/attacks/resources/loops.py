"""Loops for ever in a call.

must: be stopped after the time of one call.
outcome: timeout
says: for one call
"""


def double(x):
    while True:
        pass
