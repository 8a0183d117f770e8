"""Gradient checking: compare gradients worked out by hand with slopes measured by nudging one entry at a time.

For students and for hidden tests alike. It knows no lesson, no submission and no points.

    >>> import numpy as np
    >>> from grader.gradcheck import gradcheck
    >>> w = np.array([1.0, -2.0, 3.0])
    >>> print(gradcheck(lambda w: np.sum(w**2), w, 4 * w))
    The gradient check FAILED: the error may be 1e-05 at most.
    gradient  error 3.3e-01  WRONG  [2]: analytic 12, numeric 6, ratio 2
        all of it is 2 times too large, like a factor 2 too much, or a sum over 2 rows instead of their mean
    >>> print(gradcheck(lambda w: np.sum(w**2), w, 2 * w).passed)
    True
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Params = TypeVar("Params", Array, dict[str, Array])
Index = tuple[int, ...]

STEP = float(np.finfo(np.float64).eps ** (1 / 3))  # balances rounding (too small) and curvature (too large)
THRESHOLD = 1e-5  # a right gradient errs by about 1e-10, a wrong one by 1e-2 or more
FLOOR = 1e-4  # gradients shorter than this are compared absolutely: nothing is left of them but rounding
_HUGE = 1e100
_ALIKE = 1e-4  # ratios that differ by less count as one ratio
_ROUNDING = 200 * float(np.finfo(np.float64).eps)  # how much of a function's value may be rounding


@dataclass(frozen=True)
class Comparison:
    """One parameter array: how far the analytic gradient is from the numeric one.

    name: the parameter's name; empty where the parameters are a single array.
    error: ||analytic - numeric|| / max(||analytic|| + ||numeric||, 1e-4) over the entries that are compared.
    worst: the index of the entry that is furthest off; None if every entry was dropped.
    analytic, numeric, ratio: the two gradients there, and analytic / numeric (inf or nan where numeric is 0).
    constant_ratio: analytic / numeric, if it is the same in every entry worth comparing; else None.
    dropped: the indices of the entries that lie at a kink of the function, where no slope exists to compare with.
    """

    name: str
    error: float
    worst: Index | None
    analytic: float
    numeric: float
    ratio: float
    constant_ratio: float | None
    dropped: tuple[Index, ...]

    @property
    def passed(self) -> bool:
        """Whether the error is small enough, with at least one entry compared. A NaN is never small enough."""
        return self.worst is not None and self.error <= THRESHOLD

    @property
    def suggestion(self) -> str:
        """What a constant ratio suggests, as half a sentence; empty if there is nothing to suggest."""
        return "" if self.passed or self.constant_ratio is None else _suggestion(self.constant_ratio)

    def __str__(self) -> str:
        label = self.name or "gradient"
        if self.worst is None:
            return f"{label}  WRONG  nothing to compare: every entry lies at a kink of the function"
        line = f"{label}  error {self.error:.1e}  {'ok' if self.passed else 'WRONG'}"
        if not self.passed:
            place = f"[{', '.join(map(str, self.worst))}]"
            line += f"  {place}: analytic {self.analytic:.6g}, numeric {self.numeric:.6g}, ratio {self.ratio:.6g}"
        if self.dropped:
            line += f"  (left out {len(self.dropped)} at a kink)"
        return line + (f"\n    {self.suggestion}" if self.suggestion else "")


@dataclass(frozen=True)
class Report:
    """The gradient check of all parameters. `print` it."""

    comparisons: tuple[Comparison, ...]

    @property
    def passed(self) -> bool:
        """Whether every parameter passed."""
        return all(comparison.passed for comparison in self.comparisons)

    @property
    def worst(self) -> Comparison:
        """The parameter that is furthest off."""
        return max(self.comparisons, key=lambda one: math.inf if math.isnan(one.error) else one.error)

    def __getitem__(self, name: str) -> Comparison:
        """The comparison of one parameter, by its name."""
        return {comparison.name: comparison for comparison in self.comparisons}[name]

    def __str__(self) -> str:
        verdict = "passed" if self.passed else f"FAILED: the error may be {THRESHOLD:.0e} at most"
        return "\n".join([f"The gradient check {verdict}.", *map(str, self.comparisons)])


def numerical_gradient(function: Callable[[Params], Any], params: Params) -> Params:
    """The gradient of `function` at `params` by central differences, with h = eps^(1/3) max(1, |x|) for an entry x.

    function: takes what `params` is, returns one number. It is called twice for each entry, with fresh copies.
    params: an array of any shape, or a dict of arrays.

    Returns float64 arrays in the same structure. Raises ValueError if `function` returns anything but one number.
    To check a layer, which returns an array, weigh its entries with fixed *unequal* numbers and sum: equal weights
    would hide rows or columns that were exchanged.
    """
    numeric: Any = {name: array for name, (array, _) in _measured(function, params, halve=False).items()}
    return cast(Params, numeric if isinstance(params, Mapping) else numeric[""])


def gradcheck(function: Callable[[Params], Any], params: Params, gradients: Params) -> Report:
    """Compare `gradients`, worked out by hand, with the numeric gradient of `function` at `params`.

    function, params: as for `numerical_gradient`; the function is called four times for each entry.
    gradients: in the structure of `params`, each array shaped like its parameter.

    An entry is left out where steps of h and h / 2 disagree: within h there is a kink, such as that of relu or |x|.
    (A kink exactly at an entry cannot be noticed so: move the entry a little.) An array of which nothing is left does
    not pass. Raises ValueError if names or shapes do not fit.

    See also "Gradient checks" in the notes of Stanford's course CS231n.
    """
    analytic = _fitting(gradients, params)
    measured = _measured(function, params, halve=True)
    return Report(tuple(compare(analytic[name], numeric, name, kinks) for name, (numeric, kinks) in measured.items()))


def compare(analytic: Array, numeric: Array, name: str = "", kinks: Mask | None = None) -> Comparison:
    """Compare two gradients of one parameter that are both known, leaving out the entries where `kinks` is True.

    Raises ValueError if their shapes differ.
    """
    if np.shape(analytic) != np.shape(numeric):
        raise ValueError(f"the shapes {np.shape(analytic)} and {np.shape(numeric)} of two gradients of {name} differ")
    skip = np.zeros(np.shape(numeric), dtype=np.bool_) if kinks is None else kinks
    dropped = tuple(tuple(map(int, index)) for index in np.argwhere(skip))
    if skip.all():
        return Comparison(name, math.inf, None, math.nan, math.nan, math.nan, None, dropped)
    a, n = analytic[~skip], numeric[~skip]
    error = _norm(a - n) / max(_norm(a) + _norm(n), FLOOR)
    off = np.where(skip, -1.0, np.nan_to_num(np.abs(analytic - numeric), nan=math.inf))
    worst = tuple(map(int, np.unravel_index(int(off.argmax()), off.shape)))
    here, there = float(analytic[worst]), float(numeric[worst])
    ratio = here / there if there else (math.copysign(math.inf, here) if here else math.nan)
    return Comparison(name, error, worst, here, there, ratio, _constant_ratio(a, n), dropped)


def _named(params: object) -> dict[str, Array]:
    """Float64 copies by name; a single array has the empty name."""
    items = params.items() if isinstance(params, Mapping) else [("", params)]
    return {name: np.array(value, dtype=np.float64) for name, value in items}


def _fitting(gradients: object, params: object) -> dict[str, Array]:
    """The gradients by name, if they have the names and the shapes of the parameters."""
    if isinstance(gradients, Mapping) != isinstance(params, Mapping):
        raise ValueError("params and gradients must both be arrays, or both be dicts of arrays")
    analytic, wanted = _named(gradients), _named(params)
    if set(analytic) != set(wanted) or not wanted:
        raise ValueError(f"gradients has the names {sorted(analytic)}, params has {sorted(wanted)}")
    for name, value in wanted.items():
        if analytic[name].shape != value.shape:
            label = f"gradients[{name!r}]" if name else "the gradient"
            raise ValueError(f"{label} has shape {analytic[name].shape}, its parameter has {value.shape}")
    return analytic


def _measured(function: Callable[[Params], Any], params: Params, halve: bool) -> dict[str, tuple[Array, Mask]]:
    """For each name the numeric gradient, and where it lies at a kink (nowhere unless `halve`)."""
    start = _named(params)

    def value_at(name: str, index: Index, x: float) -> float:
        moved: Any = {key: value.copy() for key, value in start.items()}
        moved[name][index] = x
        return _number(function(moved if isinstance(params, Mapping) else moved[""]))

    def slope(name: str, index: Index, h: float) -> tuple[float, float]:
        """The slope, and how much of it may be rounding."""
        up, down = float(start[name][index]) + h, float(start[name][index]) - h
        above, below = value_at(name, index, up), value_at(name, index, down)
        return (above - below) / (up - down), _ROUNDING * max(abs(above), abs(below)) / h

    measured = {}
    for name, array in start.items():
        numeric, kinks = np.zeros(array.shape), np.zeros(array.shape, dtype=np.bool_)
        for index in np.ndindex(*array.shape):
            h = STEP * max(1.0, abs(float(array[index])))
            whole, rounding = slope(name, index, h)
            half = slope(name, index, h / 2)[0] if halve else whole
            numeric[index] = whole
            kinks[index] = abs(half - whole) > THRESHOLD * max(abs(half) + abs(whole), FLOOR) + rounding
        measured[name] = numeric, kinks
    return measured


def _number(value: Any) -> float:
    if np.ndim(value) != 0:
        raise ValueError(
            f"the function must return one number, not an array of shape {np.shape(value)}: "
            "weigh its entries with fixed unequal numbers and sum them"
        )
    return float(value)


def _norm(values: Array) -> float:
    largest = float(np.max(np.abs(values)))
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.sum((values / largest) ** 2)))  # squares alone could overflow


def _constant_ratio(analytic: Array, numeric: Array) -> float | None:
    """The ratio of least squares, if analytic is that many times numeric in every entry; else None."""
    length, other = _norm(numeric), _norm(analytic)
    if not FLOOR < length < _HUGE or not other < _HUGE:
        return None  # nothing but rounding to divide by, or nothing that can be multiplied
    ratio = float(np.sum(analytic * numeric)) / length**2
    away = _norm(analytic - ratio * numeric)
    return ratio if away <= _ALIKE * max(abs(ratio), _ALIKE) * length else None


def _suggestion(ratio: float) -> str:
    """The bug that a constant ratio of analytic to numeric is known for; empty if it tells nothing."""
    size, sign = abs(ratio), " and of the wrong sign" if ratio < 0 else ""
    if size < _ALIKE:
        return "all of it is 0, as if it had never been filled in"
    if _is(ratio, -1):
        return "all of it has the wrong sign, as if prediction and truth were exchanged"
    times = round(max(size, 1 / size))
    if times < 2 or not _is(max(size, 1 / size), times):
        return ""
    if size > 1:
        factor = "a factor 2 too much, or " if times == 2 else ""
        return f"all of it is {times} times too large{sign}, like {factor}a sum over {times} rows instead of their mean"
    factor = "a factor 2 forgotten, or " if times == 2 else ""
    return f"all of it is {times} times too small{sign}, like {factor}a mean over {times} rows taken twice"


def _is(ratio: float, wanted: float) -> bool:
    return abs(ratio - wanted) <= _ALIKE * abs(wanted)
