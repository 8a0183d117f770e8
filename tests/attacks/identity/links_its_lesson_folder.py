"""Hands in a lesson folder that is a link to the solution's.

must: not be followed.
outcome: error
says: link
"""

import os

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "01_double").symlink_to(os.path.dirname("@SOLUTION@"))
    return folder
