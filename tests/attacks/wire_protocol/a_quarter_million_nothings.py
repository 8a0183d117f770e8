"""Answers with as many None as a frame holds, for every example.

must: fail, in little time.
outcome: failed
"""


def double(x):
    return [None] * 250_000
