"""Says in its table of contents that a file of 50 MiB is twenty bytes long.

must: be unpacked no further than it says.
outcome: error
"""

import struct
import zipfile

WRONG = "def double(x):\n    return x\n"


def build(folder):
    path = folder / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("double.py", WRONG + "#" * (50 << 20))
    data = path.read_bytes()
    size = struct.pack("<I", len(WRONG) + (50 << 20))
    path.write_bytes(data.replace(size, struct.pack("<I", 20)))
    return path
