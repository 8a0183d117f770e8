"""Packs a file whose content does not fit its checksum.

must: be told that it is damaged.
outcome: error
says: damaged
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("double.py", WRONG)
    path.write_bytes(path.read_bytes().replace(b"return x", b"return 2", 1))
    return path
