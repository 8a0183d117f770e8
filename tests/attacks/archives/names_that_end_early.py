"""Packs a file whose name goes on behind a NUL, and one whose name clears the terminal.

must: be no lesson's file, and be shown without control characters.
outcome: error
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("double.pyX.txt", WRONG)
        archive.writestr("\x1b[2J\u202e<script>.zip", WRONG)
        archive.writestr("double.py/\x1b[2J/x", WRONG)
    path.write_bytes(path.read_bytes().replace(b"double.pyX", b"double.py\0"))
    return path
