"""Marks its file as encrypted.

must: be told so.
outcome: error
says: encrypted
"""

import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("double.py", WRONG)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path
