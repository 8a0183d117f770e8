"""Changes a file's mode, its owner and its times, none of which Landlock covers.

must: be refused each time.
outcome: error
says: PermissionError: none
"""

import os


def double(x):
    changes = [
        lambda: os.chmod("@CANARY@", 0o777),
        lambda: os.chown("@CANARY@", 1, 1),
        lambda: os.utime("@CANARY@", (0, 0)),
        lambda: os.setxattr("@CANARY@", "user.mark", b"1"),
        lambda: os.utime(os.open("/dev/null", os.O_RDONLY), (0, 0)),
    ]
    for change in changes:
        try:
            change()
        except OSError:
            continue
        return x
    raise PermissionError("none")
