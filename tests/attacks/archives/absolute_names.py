"""Names a file by its place from the root of the file system.

must: write nothing, and say that the name is unsafe.
outcome: error
alone: refused
says: unsafe name
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("double.py", WRONG)
        archive.writestr("@OUTSIDE@", WRONG)
    return path
