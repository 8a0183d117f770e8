"""Raises what a spreadsheet takes for a formula.

must: be in no cell as such.
outcome: error
"""


def double(x):
    raise type("=cmd|'/C calc'!A0", (Exception,), {})("+1+1\n=HYPERLINK(1)\n@SUM(1)")
