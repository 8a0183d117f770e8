"""What the hidden tests draw: seeds, arrays, learning rates, functions with a known slope.

An array is drawn as a shape and a seed: element by element, Hypothesis would make most of its entries equal. What is
drawn from again and again is built once (`cache`): Hypothesis looks at each new strategy before it draws from it.
"""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np
from hypothesis import strategies as st

Array = np.ndarray


def seeds() -> st.SearchStrategy[int]:
    """Seeds for `numpy.random.default_rng`."""
    return st.integers(0, 2**32 - 1)


@cache
def rates(low: float = 1e-3, high: float = 2.0) -> st.SearchStrategy[float]:
    """Learning rates, as powers of ten so that small ones are drawn as often as large ones."""
    return st.floats(np.log10(low), np.log10(high)).map(lambda power: float(10.0**power))


@cache
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


class Polynomial(msgspec.Struct, frozen=True):
    """f(x) = sum of coefficients[i] (x - centre)^i: lines, bowls, hills, saddles."""

    coefficients: tuple[float, ...]
    centre: float = 0.0

    def __call__(self, x: float | Array) -> float | Array:
        distance = x - self.centre
        value = 0.0 * distance
        for coefficient in reversed(self.coefficients):
            value = value * distance + coefficient
        return _like(x, value)

    def slope(self, x: float | Array) -> float | Array:
        falling = tuple(power * c for power, c in enumerate(self.coefficients))[1:]
        return Polynomial(falling, self.centre)(x)

    def __str__(self) -> str:
        base = _from(self.centre)
        powers = ["", base, *(f"{base}^{power}" for power in range(2, len(self.coefficients)))]
        terms = [_term(c, powers[i]) for i, c in enumerate(self.coefficients) if c]
        return "f(x) = " + (" + ".join(terms) or "0").replace("+ -", "- ")


class Wave(msgspec.Struct, frozen=True):
    """f(x) = height sin(pace x + shift)."""

    height: float
    pace: float
    shift: float

    def __call__(self, x: float | Array) -> float | Array:
        return _like(x, self.height * np.sin(self.pace * x + self.shift))

    def slope(self, x: float | Array) -> float | Array:
        return _like(x, self.height * self.pace * np.cos(self.pace * x + self.shift))

    def __str__(self) -> str:
        return "f(x) = " + _term(self.height, f" sin({_plus(_term(self.pace, 'x'), self.shift)})")


class Bell(msgspec.Struct, frozen=True):
    """f(x) = height e^(-((x - centre) / width)^2): a hill, or a pit, on flat ground."""

    height: float
    centre: float
    width: float

    def __call__(self, x: float | Array) -> float | Array:
        return _like(x, self.height * np.exp(-(((x - self.centre) / self.width) ** 2)))

    def slope(self, x: float | Array) -> float | Array:
        return _like(x, -2 * (x - self.centre) / self.width**2 * self(x))

    def __str__(self) -> str:
        return "f(x) = " + _term(self.height, f" exp(-({_from(self.centre)} / {self.width:.6g})^2)")


class Growth(msgspec.Struct, frozen=True):
    """f(x) = height e^(pace x)."""

    height: float
    pace: float

    def __call__(self, x: float | Array) -> float | Array:
        return _like(x, self.height * np.exp(self.pace * x))

    def slope(self, x: float | Array) -> float | Array:
        return _like(x, self.pace * self(x))

    def __str__(self) -> str:
        return "f(x) = " + _term(self.height, f" exp({_term(self.pace, 'x')})")


Smooth = Polynomial | Wave | Bell | Growth


def _like(x: float | Array, value: float | Array) -> float | Array:
    """An array for an array, a Python float for a number: students compare and subtract the results."""
    return np.asarray(value) if isinstance(x, np.ndarray) else float(value)


def _term(factor: float, rest: str) -> str:
    """`3x`, but `x` for `1x`."""
    sign = {1.0: "", -1.0: "-"}.get(factor) if rest else None
    return f"{factor:.6g}{rest}" if sign is None else sign + rest.lstrip()


def _plus(text: str, number: float) -> str:
    """`x + 2`, `x - 2`, or `x` alone."""
    return f"{text} {'-' if number < 0 else '+'} {abs(number):.6g}" if number else text


def _from(centre: float) -> str:
    """`(x - 2)`, or `x` alone."""
    return f"({_plus('x', -centre)})" if centre else "x"


@cache
def decimals(low: float, high: float, places: int = 1) -> st.SearchStrategy[float]:
    """Numbers in [low, high] with few decimals, all equally likely and easy to read."""
    unit = 10**places
    return st.integers(round(low * unit), round(high * unit)).map(lambda count: count / unit)


@cache
def points(size: float = 10.0) -> st.SearchStrategy[float]:
    """Places x in [-size, size], with three decimals."""
    return decimals(-size, size, places=3)


@cache
def factors(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers with low <= |number| <= high, of either sign."""
    return st.tuples(st.sampled_from([1.0, -1.0]), decimals(low, high)).map(lambda pair: pair[0] * pair[1])


@cache
def smooth_functions() -> st.SearchStrategy[Smooth]:
    """Functions f(x) of a number or an array, with their `slope(x)`, for |x| <= 10; no feature is narrower than 1/3."""
    coefficients = st.lists(decimals(-3, 3), min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Polynomial, coefficients, decimals(-2, 2)),
        st.builds(Wave, factors(0.5, 3), decimals(0.3, 3), decimals(-3, 3)),
        st.builds(Bell, factors(0.5, 3), decimals(-5, 5), decimals(0.5, 4)),
        st.builds(Growth, factors(0.5, 3), factors(0.1, 1)),
    )
