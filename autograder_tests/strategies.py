"""What the hidden tests draw: seeds, arrays, learning rates, functions with a known slope.

An array is drawn as a shape and a seed: element by element, Hypothesis would make most of its entries equal.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

Array = np.ndarray


def seeds() -> st.SearchStrategy[int]:
    """Seeds for `numpy.random.default_rng`."""
    return st.integers(0, 2**32 - 1)


def rates(low: float = 1e-3, high: float = 2.0) -> st.SearchStrategy[float]:
    """Learning rates, as powers of ten so that small ones are drawn as often as large ones."""
    return st.floats(np.log10(low), np.log10(high)).map(lambda power: float(10.0**power))


def shapes(max_dims: int = 3, max_side: int = 5) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes of one to `max_dims` axes, none of them empty."""
    return st.lists(st.integers(1, max_side), min_size=1, max_size=max_dims).map(tuple)


def random_array(seed: int, shape: tuple[int, ...], size: float = 3.0) -> Array:
    """Entries uniform in [-size, size]; every other seed gives entries with one decimal, easy to read."""
    values = np.random.default_rng(seed).uniform(-size, size, shape)
    return values if seed % 2 else np.round(values, 1)


@st.composite
def arrays(draw: st.DrawFn, shape: st.SearchStrategy[tuple[int, ...]] | None = None, size: float = 3.0) -> Array:
    """One array with entries in [-size, size]."""
    return random_array(draw(seeds()), draw(shapes() if shape is None else shape), size)


@st.composite
def array_pairs(draw: st.DrawFn, max_dims: int = 3, size: float = 3.0) -> tuple[Array, Array]:
    """Two arrays of one shape, such as weights and their gradient."""
    shape = draw(shapes(max_dims))
    return random_array(draw(seeds()), shape, size), random_array(draw(seeds()), shape, size)
