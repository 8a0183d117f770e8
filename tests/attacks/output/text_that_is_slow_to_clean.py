"""Raises texts that make a careless regular expression backtrack.

must: be cut and cleaned in little time.
outcome: error
"""


def double(x):
    raise RuntimeError(("/" + "a." * 40) * 100 + "0x" + "f" * 1000 + "(" * 500)
