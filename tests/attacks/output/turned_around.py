"""Raises characters that turn the direction of the text, or are invisible.

must: be shown without them.
outcome: error
"""


def double(x):
    raise RuntimeError("\u202e\u2066\u200b\ufeff\U000e0041abc\u0301\u0301\u0301\u0301\u0301")
