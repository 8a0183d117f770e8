"""Returns a subclass of numpy's array that answers every operation with True.

must: be refused: only exact plain types cross.
outcome: failed
says: plain numbers and arrays
"""

import numpy as np


class Liar(np.ndarray):
    def __array_ufunc__(self, *arguments, **options):
        return True

    def __array_function__(self, *arguments, **options):
        return True


def double(x):
    return np.zeros(()).view(Liar)
