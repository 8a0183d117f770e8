"""Hands in a text that is named as a zip.

must: be told so.
outcome: error
alone: refused
says: not a zip archive
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    path.write_text(WRONG)
    assert not zipfile.is_zipfile(path)
    return path
