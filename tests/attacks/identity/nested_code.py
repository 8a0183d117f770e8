"""Hands in code that is nested more deeply than Python can read.

must: be compiled in the worker, and cost nothing but this lesson.
outcome: error
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").write_text(WRONG + "".join(" " * depth + "if x:\n" for depth in range(500)))
    return folder
