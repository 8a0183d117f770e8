"""Packs zips within zips, so that somebody unpacks for ever.

must: not be opened further.
outcome: error
alone: refused
says: zip within a zip
"""

import io
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    inner = b""
    for depth in range(20):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("double.py" if depth == 0 else "inner.zip", WRONG if depth == 0 else inner)
        inner = data.getvalue()
    path.write_bytes(inner)
    return path
