"""Packs its file as a device and a named pipe.

must: be told that this is no ordinary file.
outcome: error
says: ordinary file
"""

import stat
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in (("double.py", stat.S_IFCHR), ("01_double/double.ipynb", stat.S_IFIFO)):
            entry = zipfile.ZipInfo(name)
            entry.create_system, entry.external_attr = 3, (kind | 0o666) << 16
            archive.writestr(entry, WRONG)
    return path
