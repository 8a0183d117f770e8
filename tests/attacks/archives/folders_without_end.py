"""Packs its file thousands of folders deep.

must: find nothing there, in little time.
outcome: not_attempted
alone: refused
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(200):
            archive.writestr(f"{number}/" + "a/" * 15_000 + "double.py", WRONG)
    return path
