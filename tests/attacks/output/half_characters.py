"""Raises and prints lone surrogates, which are no text that could be stored.

must: be an ordinary error.
outcome: error
"""


def double(x):
    print("\ud800")
    raise RuntimeError("\udcff\ud800")
