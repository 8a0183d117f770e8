"""Puts a link to a neighbour's folder beside its own.

must: be no student.
outcome: failed
"""

import os

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "linking").mkdir()
    (folder / "linking" / "double.py").write_text(WRONG)
    (folder / "copycat").symlink_to(os.path.dirname("@NEIGHBOUR@"))
    return folder
