"""Takes all memory in small pieces, and keeps them.

must: end at the cap.
outcome: memory
"""

import numpy as np

hoard = []


def double(x):
    while True:
        hoard.append(np.empty(1 << 22))
