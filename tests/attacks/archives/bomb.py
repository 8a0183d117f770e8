"""Hands in a zip of 300 KiB that unpacks to 300 MiB.

must: be refused by its table of contents, before anything is unpacked.
outcome: error
alone: refused
says: unpacks to more than
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("double.py", WRONG)
        for number in range(10):
            archive.writestr(f"data{number}", bytes(30 << 20))
    return path
