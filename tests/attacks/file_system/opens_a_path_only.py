"""Opens a file as a mere place (O_PATH), which needs no right to read, and tries to work from there.

must: neither read nor change it.
outcome: error
says: PermissionError: none
"""

import os


def double(x):
    place = os.open("@CANARY@", os.O_PATH)
    tries = [
        lambda: os.read(place, 10),
        lambda: os.open(f"/proc/self/fd/{place}", os.O_RDONLY),
        lambda: os.chmod(f"/proc/self/fd/{place}", 0o777),
        lambda: os.open("", os.O_RDONLY, dir_fd=os.open("@SHARED@", os.O_PATH)),
        lambda: os.open("../exercises", os.O_RDONLY, dir_fd=os.open("@SHARED@", os.O_PATH)),
    ]
    for attempt in tries:
        try:
            attempt()
        except OSError:
            continue
        return x
    raise PermissionError("none")
