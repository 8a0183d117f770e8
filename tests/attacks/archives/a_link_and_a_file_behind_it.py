"""Packs a link to a folder outside, and then a file in that folder.

must: write nothing outside.
outcome: failed
"""

import os
import stat
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("01_double")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, os.path.dirname("@OUTSIDE@"))
        archive.writestr("01_double/double.py", WRONG)
    return path
