"""Packs its file as a symbolic link to the reference solution.

must: be told that a link is no file; nothing is followed.
outcome: error
says: link
"""

import stat
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("double.py")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "@SOLUTION@")
    return path
