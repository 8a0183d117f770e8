"""Hands in an expression of a hundred thousand attributes, which recurses in the compiler.

must: be compiled in the worker, and cost nothing but this lesson.
outcome: error
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").write_text(WRONG + "y = x" + ".a" * 200_000 + "\n")
    return folder
