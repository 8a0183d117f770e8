"""Makes symbolic and hard links and a named pipe in a folder that everybody may write to.

must: be refused each time.
outcome: error
says: PermissionError: none
"""

import os


def double(x):
    changes = [
        lambda: os.symlink("@SOLUTION@", "@CANARY@.link"),
        lambda: os.link("@CANARY@", "@CANARY@.hard"),
        lambda: os.mkfifo("@CANARY@.pipe"),
        lambda: os.mknod("@CANARY@.node"),
    ]
    for change in changes:
        try:
            change()
        except OSError:
            continue
        return x
    raise PermissionError("none")
