"""Writes without end into a temporary file.

must: find no place to write to.
outcome: error
"""

import tempfile


def double(x):
    with tempfile.TemporaryFile() as file:
        while True:
            file.write(bytes(1 << 20))
