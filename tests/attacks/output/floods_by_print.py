"""Prints without end, a line at a time.

must: be cut at the cap, and stopped by the time.
outcome: timeout
"""


def double(x):
    while True:
        print("x" * 1000)
