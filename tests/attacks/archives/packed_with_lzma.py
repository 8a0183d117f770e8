"""Packs its file by a method whose header asks for gigabytes of memory.

must: be told to use an ordinary one.
outcome: error
says: unusual
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("double.py", WRONG)
    return path
