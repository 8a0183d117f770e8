"""Hands in a script of ten megabytes.

must: be told that it is too large.
outcome: error
says: larger than
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").write_text(WRONG + "#" * (10 << 20))
    return folder
