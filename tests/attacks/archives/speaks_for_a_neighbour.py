"""Packs folders named as two other students', with wrong files in them.

must: not take their names: theirs are the hand-ins in folders of their own.
outcome: failed
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ada/double.py", WRONG)
        archive.writestr("zoe/double.py", WRONG)
    return path
