"""Prints every argument that it is given.

must: be shown to the student at feedback level `full` only.
outcome: failed
"""


def double(x):
    print("EXFILTRATED", x)
    return x


def scale(values, factor):
    print("EXFILTRATED", values, factor)
    return values
