"""Returns a truth value whose byte is 2: neither True nor False, and both.

must: fail as any truth value does.
outcome: failed
says: asked for
"""

import numpy as np


def double(x):
    return np.array([2], np.uint8).view(np.bool_)[0]
