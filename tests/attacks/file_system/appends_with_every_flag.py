"""Opens a file with each flag that means writing, past Python's own `open`.

must: be refused for every flag.
outcome: error
says: PermissionError: none
"""

import os


def double(x):
    for flag in (os.O_WRONLY, os.O_RDWR, os.O_APPEND, os.O_CREAT, os.O_TRUNC, os.O_TMPFILE | os.O_RDWR):
        try:
            os.open("@CANARY@", flag, 0o666)
        except OSError:
            continue
        return x
    raise PermissionError("none")
