"""Answers its first calls rightly and the others wrongly.

must: fail: every example counts.
outcome: failed
"""

calls = 0


def double(x):
    global calls
    calls += 1
    return 2 * x if calls < 20 else x + 1
