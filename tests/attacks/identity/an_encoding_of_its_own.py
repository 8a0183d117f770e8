"""Names an encoding in which the wrong code would read as the right one.

must: be read as UTF-8, whatever it says.
outcome: failed
"""

import codecs

WRONG = "def double(x):\n    return x\n"


def build(folder):
    right = codecs.encode(WRONG.replace("return x", "return 2 * x"), "rot13")
    (folder / "double.py").write_text(f"# coding: rot13\n{WRONG}\n'''\n{right}'''\n")
    return folder
