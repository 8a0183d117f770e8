"""Returns a masked array: the wrong entries do not count.

must: be refused: only exact plain types cross.
outcome: failed
outcome of scale_of_an_array: failed
"""

import numpy as np


def double(x):
    return np.ma.masked


def scale(values, factor):
    return np.ma.masked_array(values, mask=True)
