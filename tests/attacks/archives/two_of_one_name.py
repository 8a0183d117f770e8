"""Packs two files of the same name, one of them right: one program shows the one, another grades the other.

must: be told that it was handed in twice.
outcome: error
says: twice
"""

import warnings
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("double.py", WRONG)
        archive.writestr("double.py", WRONG.replace("return x", "return 2 * x"))
    return path
