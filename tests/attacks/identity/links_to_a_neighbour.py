"""Hands in a link to a neighbour's file, by a path that looks like its own.

must: not be followed.
outcome: error
says: link
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "own").symlink_to("@NEIGHBOUR@")
    (folder / "double.py").symlink_to("own")
    return folder
