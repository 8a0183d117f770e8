"""Writes to the descriptor itself, past the cap on what is printed.

must: be stopped by the limit on the size of the file.
outcome: error
"""

import os


def double(x):
    while True:
        os.write(1, b"x" * 65536)
