"""Hands in a folder named as the file.

must: be told that this is no ordinary file.
outcome: error
says: ordinary file
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "double.py").mkdir()
    (folder / "double.py" / "double.py").write_text(WRONG)
    return folder
