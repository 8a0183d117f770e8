"""Opens descriptors until none is left.

must: end at the cap.
outcome: error
says: OSError
"""

import os


def double(x):
    while True:
        os.dup(0)
