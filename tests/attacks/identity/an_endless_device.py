"""Hands in a link to a device that never ends.

must: not be followed.
outcome: error
says: link
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").symlink_to("/dev/zero")
    return folder
