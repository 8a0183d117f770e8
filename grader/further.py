"""Further papers of a lesson, for survivors among its mutants: how many examples, and drawing them.

They are drawn with many keys, and from the ends of the strategies. What is asked of whom is not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from grader.checks import Check, is_drawn
from grader.course import load_course, pick_lessons
from grader.drawing import draw_further
from grader.errors import CourseError
from grader.exam import body_of, load_lesson
from grader.model import Course
from grader.paper import Paper, Registry

DRAWS = 10_000
_HARDLY_ANY = 2  # examples
_USUAL_TO_EXTREME = 8  # papers: for so many, one is drawn from the ends of the strategies


def is_dear(check: Check) -> bool:
    """Whether one example of a check takes much time: its author asks for hardly any."""
    return check.examples <= _HARDLY_ANY


def draws_of(checks: Sequence[Check], usual: int) -> int:
    """How many examples survivors sit: fewer than usual where a lesson's hidden tests say so (DRAWS), being slow."""
    return min(usual, int(constant_of(checks, "DRAWS", usual)))


class FurtherPaper(NamedTuple):
    """A paper of a long exam that is to be drawn; always the same for a `number`.

    `share`: how much of a whole paper, if not one. `extreme`: from the ends of the strategies. Neither of these has
    dear checks, which draw little but a seed: it has no ends.
    """

    number: int
    share: float = 1.0
    extreme: bool = False


def further_papers(checks: Sequence[Check], draws: int) -> list[FurtherPaper]:
    """The papers that make, with the lesson's own, so many draws; its hand-written examples are none."""
    drawn = [check for check in checks if is_drawn(check.test)]
    each = sum(check.examples for check in drawn)
    quick = sum(check.examples for check in drawn if not is_dear(check))
    whole, rest = divmod(max(0, draws - each), max(1, each))
    papers = [FurtherPaper(number) for number in range(1, whole + 1)]
    if rest and quick:
        papers.append(FurtherPaper(whole + 1, rest / quick))
    ends = range(len(papers) // _USUAL_TO_EXTREME + 1)
    return papers + [FurtherPaper(number, extreme=True) for number in ends]


def draw(root: Path, lesson_id: str, wanted: FurtherPaper) -> Paper | str:
    """One more paper of a lesson; or what went wrong."""
    course, checks, registry = _loaded(root, lesson_id)
    key = f"{course.version} {'extremes' if wanted.extreme else 'equivalence'} {wanted.number}"
    quick_only = wanted.extreme or wanted.share != 1
    examples = {}
    try:
        for check in checks:
            if is_drawn(check.test) and not (quick_only and is_dear(check)):
                count = math.ceil(check.examples * wanted.share)
                examples[check.id] = draw_further(check, count, f"{key} {check.id}", wanted.extreme, registry)
    except CourseError as error:
        return f"with the key {key!r}: {error}"
    return Paper(examples)


def constant_of(checks: Sequence[Check], name: str, usual: float) -> float:
    """A constant of the hidden tests that these checks are from."""
    found: float = body_of(checks[0]).__globals__.get(name, usual)
    return found


@lru_cache(maxsize=1)
def _loaded(root: Path, lesson_id: str) -> tuple[Course, Sequence[Check], Registry]:
    course = load_course(root)
    checks, registry, _ = load_lesson(course, *pick_lessons(course, [lesson_id]))
    return course, checks, registry
