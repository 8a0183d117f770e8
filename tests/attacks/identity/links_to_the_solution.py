"""Hands in a symbolic link to the reference solution.

must: not be followed.
outcome: error
says: link
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").symlink_to("@SOLUTION@")
    return folder
