"""Is named by bytes that are no UTF-8, by devices of Windows, by dots and by 255 bytes.

must: be shown and stored as harmless names.
outcome: failed
"""

import os

WRONG = "def double(x):\n    return x\n"


def build(folder):
    names = [
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"con",
        b"NUL.txt",
        b"com1",
        b"...",
        b" ",
        b". .",
        "\U0001f600".encode() * 63,
        b"_" * 255,
    ]
    for name in names:
        place = os.path.join(os.fsencode(folder), name)
        os.mkdir(place)
        with open(os.path.join(place, b"double.py"), "w") as file:
            file.write(WRONG)
    return folder
