"""Hands in scripts whose bytes mean something else in another encoding: UTF-16, Latin-1, with NUL in them.

must: be told to save them as UTF-8.
outcome: error
says: UTF-8
"""

WRONG = "def double(x):\n    return x\n"


def build(folder):
    for name, data in {
        "utf16": WRONG.encode("utf-16"),
        "latin1": b"# \xe9\n" + WRONG.encode(),
        "nul": b"\0" + WRONG.encode(),
    }.items():
        (folder / f"encoded in {name}").mkdir()
        (folder / f"encoded in {name}" / "double.py").write_bytes(data)
    return folder
