"""Names a file in the folder above, so that unpacking writes over somebody else's.

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
        archive.writestr("../../../ada/double.py", WRONG)
    return path
