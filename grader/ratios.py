"""The constant-ratio rule: answers that are the right ones times one number name the mistake by themselves.

It speaks where the catalogue is silent. Source: the practice of gradient checking, where a quotient analytic/numeric
that is the same in every entry is a factor that was lost or added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from grader.model import Diagnosis

AT_LEAST = 3  # examples, lest it be chance
SAME = 1e-6  # how exactly the ratio must hold, as a share of the largest entry

OPPOSITE = Diagnosis(
    "ratio_opposite", "Right numbers with the opposite sign", "Look for a minus that is missing, or is there twice."
)
DOUBLE = Diagnosis("ratio_double", "Twice the right numbers", "Look for a factor 2 that is already in another place.")
HALF = Diagnosis("ratio_half", "Half of the right numbers", "Look for a factor 2 that got lost, as in a slope of x^2.")
TIMES_ROWS = Diagnosis(
    "ratio_rows",
    "The right numbers times the number of rows",
    "Is this the sum over rows where the mean is asked for?",
)
OVER_ROWS = Diagnosis(
    "ratio_one_over_rows", "The right numbers, divided once more by the number of rows", "Is the mean taken twice?"
)
TRANSPOSED = Diagnosis(
    "transposed", "Rows and columns exchanged", "Write down the shape of each factor; which of them must be transposed?"
)


class Answered(NamedTuple):
    """One failing example: for each call what was answered, what is right, and how many rows its data had."""

    got: Sequence[Any]
    right: Sequence[Any]
    rows: Sequence[int]


class _Leaf(NamedTuple):
    """An answer, or an array in it, that is not the right one, and the factor by which it is off if there is one."""

    factor: float | None
    transposed: bool
    rows: int


def ratio(examples: Sequence[Answered]) -> Diagnosis | None:
    """The one factor by which every wrong number of these examples is off, if there is one that means something."""
    leaves: list[_Leaf] = []
    for example in examples:
        if len(example.got) != len(example.right):
            return None
        before = len(leaves)
        for got, right, rows in zip(example.got, example.right, example.rows, strict=True):
            leaves += _leaves(got, right, rows)
        if len(leaves) == before:  # it failed for another reason
            return None
    if len(examples) < AT_LEAST:
        return None
    if all(leaf.transposed for leaf in leaves):
        return TRANSPOSED
    for factor, meaning in ((-1.0, OPPOSITE), (2.0, DOUBLE), (0.5, HALF)):
        if _all_off(leaves, [factor] * len(leaves)):
            return meaning
    counts = [float(leaf.rows) for leaf in leaves]
    if min(counts) >= 2 and _all_off(leaves, counts):
        return TIMES_ROWS
    return OVER_ROWS if min(counts) >= 2 and _all_off(leaves, [1 / count for count in counts]) else None


def _all_off(leaves: Iterable[_Leaf], factors: Iterable[float]) -> bool:
    pairs = zip(leaves, factors, strict=True)
    return all(leaf.factor is not None and abs(leaf.factor - factor) <= SAME * abs(factor) for leaf, factor in pairs)


def _leaves(got: Any, right: Any, rows: int) -> Iterator[_Leaf]:
    """What is wrong in an answer, array by array."""
    if isinstance(right, dict) and isinstance(got, dict) and got.keys() == right.keys():
        for name in right:
            yield from _leaves(got[name], right[name], rows)
    elif isinstance(right, list) and isinstance(got, list) and len(got) == len(right):
        for one, other in zip(got, right, strict=True):
            yield from _leaves(one, other, rows)
    elif _is_real(got) and _is_real(right):
        a, b = np.asarray(got, float), np.asarray(right, float)
        if not np.isfinite(a).all() or not np.isfinite(b).all() or not a.size:
            yield _Leaf(None, False, rows)
        elif a.shape != b.shape or not _near(a, b):
            transposed = a.ndim == 2 and a.shape == b.T.shape and _near(a, b.T)
            yield _Leaf(_factor(a, b) if a.shape == b.shape else None, transposed, rows)
    elif type(got) is not type(right) or not np.array_equal(got, right):
        yield _Leaf(None, False, rows)


def _factor(got: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float | None:
    size = float(np.vdot(right, right))
    factor = float(np.vdot(right, got)) / size if size else None
    return factor if factor is not None and _near(got, factor * right) else None


def _near(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return bool(np.abs(one - other).max(initial=0.0) <= SAME * np.abs(other).max(initial=0.0))


def _is_real(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "f")
    return isinstance(value, float | np.floating)
