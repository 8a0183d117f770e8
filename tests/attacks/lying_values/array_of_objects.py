"""Returns an array of Python objects that equal everything.

must: be refused: only numbers cross.
outcome: failed
says: dtype object
"""

import numpy as np


class Liar:
    def __eq__(self, other):
        return True


def double(x):
    return np.array([Liar()], dtype=object)
