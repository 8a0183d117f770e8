"""Packs two files whose names are one name where case does not count.

must: be told that it was handed in twice.
outcome: error
says: twice
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("DOUBLE.PY", WRONG.replace("return x", "return 2 * x"))
        archive.writestr("double.py", WRONG)
    return path
