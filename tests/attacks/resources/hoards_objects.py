"""Returns a large object for every call, all of which the worker has to keep.

must: end at the cap, and cost the grader nothing.
outcome: failed
"""

import numpy as np


class Large:
    def __init__(self):
        self.data = np.ones(1 << 23)


def double(x):
    return Large()
