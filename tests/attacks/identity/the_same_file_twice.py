"""Hands in one file beside its lesson's folder and one in it, one of them right.

must: be told to keep one of them.
outcome: error
says: twice
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    (folder / "01_double").mkdir()
    (folder / "double.py").write_text(WRONG)
    (folder / "01_double" / "double.py").write_text(WRONG.replace("return x", "return 2 * x"))
    return folder
