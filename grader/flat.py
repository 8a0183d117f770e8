"""Slopes that are zero wherever the paper asks for them: `return 0` would be right, so they prove nothing.

What a function returns is taken for slopes if it has the shape of one of the floats or arrays that it was given, since
a gradient has the shape of what it is taken by. That is more than gradients, but no function of a lesson should answer
zero to everything that it is asked. Whole numbers, such as sizes of layers, are nothing that one can take a slope by.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import msgspec
import numpy as np

from grader.checks import Check
from grader.exam import LessonExam, body_of
from grader.proxy import LocalSubmission

NEARLY = 1e-9  # zeros would pass `checks.close` beside anything smaller

Largest = dict[tuple[str, str], float]  # by function and place in its answer: the largest number that was ever there


class Flat(msgspec.Struct, frozen=True):
    """A function whose answers are zero: in one `check`; or one `place` of its answers in the whole lesson."""

    function: str
    check: str = ""
    place: str = ""


def flat_answers(exam: LessonExam) -> list[Flat]:
    """What the reference answers with zeros alone, on the whole paper.

    A check that needs another one, in which the same function answers something else, is none: a submission that
    returns zeros does not get there.
    """
    largest = {check.id: _answers(exam, check) for check in exam.checks}
    needs = {check.id: check.needs for check in exam.checks}
    flat = [
        Flat(function, check)
        for check, answers in largest.items()
        for function in dict.fromkeys(function for function, _ in answers)
        if _is_flat(function, answers) and not any(_felt(function, largest[one]) for one in _before(check, needs))
    ]
    whole: Largest = {}
    for answers in largest.values():
        for where, size in answers.items():
            whole[where] = max(size, whole.get(where, 0.0))
    return flat + [
        Flat(function, place=place)
        for (function, place), size in whole.items()
        if size <= NEARLY and place and _felt(function, whole)
    ]


class _Watched(LocalSubmission):
    """The reference in the place of a submission; notes how large its answers are."""

    def __init__(self, module: ModuleType, largest: Largest) -> None:
        super().__init__(module)
        self._largest = largest

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        shapes = {np.shape(leaf) for argument in arguments for _, leaf in _leaves(argument)}
        value, after = super()._answer(name, arguments, kind)
        if kind != "get":
            for place, leaf in _leaves(value):
                if np.shape(leaf) in shapes and np.size(leaf):
                    size = float(np.abs(leaf).max())
                    before = self._largest.get((name, place), 0.0)
                    self._largest[name, place] = max(before, math.inf if math.isnan(size) else size)
        return value, after


def _answers(exam: LessonExam, check: Check) -> Largest:
    largest: Largest = {}
    body, watched = body_of(check), _Watched(exam.reference, largest)
    for arguments in exam.examples(check):
        body(submission=watched, reference=exam.reference, **arguments)
    return largest


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The floats and arrays of floats in a value, each with its place, such as `['W1']`."""
    if isinstance(value, float | np.floating) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
        yield place, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{place}[{key!r}]")
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{place}[{number}]")


def _is_flat(function: str, answers: Largest) -> bool:
    return all(size <= NEARLY for (name, _), size in answers.items() if name == function)


def _felt(function: str, answers: Largest) -> bool:
    return any(size > NEARLY for (name, _), size in answers.items() if name == function)


def _before(check: str, needs: dict[str, tuple[str, ...]]) -> set[str]:
    """The checks that must pass before this one is sat."""
    found: set[str] = set()
    todo = [*needs[check]]
    while todo:
        found.add(one := todo.pop())
        todo += needs[one]
    return found
