"""Hands in a zip with a hundred thousand empty files.

must: be refused before its table of contents is parsed.
outcome: error
alone: refused
says: holds more than
"""

import struct


def build(folder):
    path = folder / f"{folder.name}.zip"
    count = 100_000
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count & 0xFFFF, count & 0xFFFF, len(entry) * count, 0, 0)
    path.write_bytes(entry * count + end)
    return path
