"""Reseeds and reads every source of chance, to find out the next examples.

must: find that the worker draws nothing.
outcome: failed
"""

import random

import numpy as np

random.seed(0)
np.random.seed(0)
np.random.default_rng = lambda *seed: None


def double(x):
    return random.choice([-x, x, x + 1])
