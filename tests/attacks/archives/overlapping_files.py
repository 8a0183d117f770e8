"""Packs a thousand files that share the same bytes: the other kind of bomb.

must: be refused by its table of contents.
outcome: error
alone: refused
says: overlap
"""

import struct
import zlib


def build(folder):
    path = folder / f"{folder.name}.zip"
    packed = zlib.compress(bytes(200_000), 9)[2:-4]
    crc = zlib.crc32(bytes(200_000))
    local = (
        struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, len(packed), 200_000, 9, 0) + b"double.py" + packed
    )
    table = b""
    for number in range(1000):
        name = b"double.py" if number == 0 else b"d%08d" % number
        table += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, len(packed), 200_000, 9, 0, 0, 0, 0, 0, 0
        )
        table += name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1000, 1000, len(table), len(local), 0)
    path.write_bytes(local + table + end)
    return path
