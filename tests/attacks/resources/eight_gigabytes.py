"""Asks for 8 GiB at once.

must: be told that this is too much memory, and cost the machine nothing.
outcome: memory
"""


def double(x):
    return len(bytearray(8 << 30))
