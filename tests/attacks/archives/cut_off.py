"""Hands in the first half of a zip.

must: be told that it is damaged.
outcome: error
alone: refused
says: damaged
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("double.py", WRONG * 100)
    path.write_bytes(path.read_bytes()[:-200])
    return path
