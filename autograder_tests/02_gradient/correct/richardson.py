"""A class with type hints; two central differences for each entry, combined so that their errors cancel."""

from collections.abc import Callable
from itertools import product
from math import fsum

import numpy as np
from numpy.typing import NDArray

PREDICT: dict[str, object] = {"partial_a": 7.0, "along_v": 10.0, "arrow": "b"}

Weights = NDArray[np.float64]


class Probe:
    def __init__(self, f: Callable[[Weights], float], w: Weights) -> None:
        self.f = f
        self.w = np.asarray(w, dtype=float)

    def over(self, place: tuple[int, ...], h: float) -> float:
        step = np.zeros_like(self.w)
        step[place] = h
        return (self.f(self.w + step) - self.f(self.w - step)) / (2 * h)

    def slope(self, place: tuple[int, ...]) -> float:
        h = 1e-4 * max(1.0, abs(self.w[place]))
        narrow, wide = self.over(place, h), self.over(place, 2 * h)
        return (4 * narrow - wide) / 3


def gradient(f: Callable[[Weights], float], w: Weights) -> Weights:
    probe = Probe(f, w)
    places = product(*(range(side) for side in probe.w.shape))
    slopes = np.fromiter((probe.slope(place) for place in places), float, probe.w.size)
    return np.reshape(slopes, probe.w.shape)


def directional_derivative(f: Callable[[Weights], float], w: Weights, v: Weights) -> float:
    return fsum((gradient(f, w) * v).flat)
