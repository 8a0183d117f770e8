"""Naming the misconception behind a failing check, by behaviour: the submission answers as a catalogued mistake does.

A submission that failed a check plays all of its examples again, and a mistake is named only if it fails the same
examples, and answers there what the submission answers (`mistakes.py` knows what mistakes answer). What text a
diagnosis becomes is not decided here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from grader.exam import LessonExam
from grader.mistakes import Mistake, Trace, is_catalogued, mistakes, opened, plain, right_answers, sat_in_full
from grader.model import Course, Diagnosis, Evidence, Outcome, Source
from grader.ratios import Answered, ratio
from grader.sitting import Played
from grader.worker.nursery import Nursery

CLOSE = 1e-4  # how near to a mistake's answer, as a share of its distance from the right one
_LARGEST = 1 << 1000
EQUAL = 1e-9  # how near where the mistake's answer is the right one, as `grader.checks.close`
EXACT = 1e-11  # how near, so that of two mistakes with nearly the same answers the right one is named


def diagnose(
    exam: LessonExam, course: Course, nursery: Nursery, source: Source, evidence: Sequence[Evidence]
) -> dict[str, Diagnosis]:
    """By check id, the misconception that explains why a check failed; checks that none explains are left out.

    A mistake explains a check if it fails exactly the examples that the submission fails, with the same answers. Of
    several, the one that explains most of the failing checks is named; then, most of the checks that were not sat
    because of these; then, one that answers exactly the same; then, the one that fails the fewest checks of all.
    """
    failing = {item.check for item in evidence if item.outcome in (Outcome.FAILED, Outcome.ERROR)}
    if not failing or not is_catalogued(exam, course):
        return {}
    lesson = exam, course, nursery
    played = _played_again(exam, nursery, source, failing)
    right = right_answers(*lesson, played)
    known = mistakes(*lesson, played)
    explained = _explained(known, right, played)
    fitting = {check: [one for one in known if check in explained[one.id]] for check in played}
    rivals = {one.id for some in fitting.values() if len(some) > 1 for one in some}
    elsewhere: dict[str, set[str]] = {}
    if rivals:
        blocked = {item.check for item in evidence if item.outcome == Outcome.SKIPPED}
        further = _played_again(exam, nursery, source, blocked)
        elsewhere = _explained(mistakes(*lesson, further, rivals), right_answers(*lesson, further), further)

    def rank(mistake: Mistake, check: str) -> tuple[object, ...]:
        exact = _is_exact(mistake.failed[check] or {}, played[check])
        more = len(elsewhere.get(mistake.id, ()))
        return -len(explained[mistake.id]), -more, not exact, mistake.caught_by != check

    def best(check: str) -> Mistake:
        ranks = {one.id: rank(one, check) for one in fitting[check]}
        first = [one for one in fitting[check] if ranks[one.id] == min(ranks.values())]
        if len(first) > 1:
            every = [check.id for check in exam.checks]
            first = mistakes(*lesson, every, {one.id for one in first})
        return min(first, key=lambda one: (sum(map(bool, one.failed.values())), one.id))

    found: dict[str, Diagnosis] = {}
    for check, examples in played.items():
        if fitting[check]:
            named = best(check)
            found[check] = Diagnosis(named.id, named.title, named.hint)
        else:
            answered = [
                Answered(plain(one), opened(right[check].get(number, [])), one.rows) for number, one in examples.items()
            ]
            if factor := ratio(answered):
                found[check] = factor
    return found


def _played_again(
    exam: LessonExam, nursery: Nursery, source: Source, checks: Collection[str]
) -> dict[str, dict[int, Played]]:
    """By check id, the examples that a submission fails; without checks that failed by chance, or lost the worker."""
    again = sat_in_full(exam, nursery, source, checks)
    return {check: examples for check, examples in again.items() if examples}


def _explained(
    known: Sequence[Mistake], right: dict[str, dict[int, Trace]], played: dict[str, dict[int, Played]]
) -> dict[str, set[str]]:
    """By mistake, the checks in which it fails the very examples that a submission fails, with the same answers."""
    explained: dict[str, set[str]] = {mistake.id: set() for mistake in known}
    for check, examples in played.items():
        got = {number: plain(one) for number, one in examples.items()}
        want = {number: opened(right[check].get(number, [])) for number in got}
        for mistake in known:
            failed = mistake.failed.get(check) or {}
            if failed.keys() == got.keys() and all(_alike(got[n], opened(failed[n]), want[n]) for n in got):
                explained[mistake.id].add(check)
    return explained


def _is_exact(mistaken: dict[int, Trace], got: dict[int, Played]) -> bool:
    """Whether no number of these answers is farther from the mistake's than rounding explains."""
    return all(_alike(plain(got[number]), opened(trace), None, EXACT) for number, trace in mistaken.items())


def _alike(got: Any, mistaken: Any, right: Any, share: float = CLOSE) -> bool:
    """Whether an answer is that of the mistake: nearer to it by far than the mistake is to the right one.

    With None in the place of a right number, the distance is measured by the mistake's answer itself.
    """
    if isinstance(mistaken, dict):
        if not isinstance(got, dict) or got.keys() != mistaken.keys():
            return False
        parts = right if isinstance(right, dict) else {}
        return all(_alike(got[name], mistaken[name], parts.get(name), share) for name in mistaken)
    if isinstance(mistaken, list):
        if not isinstance(got, list) or len(got) != len(mistaken):
            return False
        rest = right if isinstance(right, list) and len(right) == len(mistaken) else [None] * len(mistaken)
        return all(_alike(*three, share) for three in zip(got, mistaken, rest, strict=True))
    if not _is_numeric(mistaken) or not _is_numeric(got):
        return type(got) is type(mistaken) and bool(got == mistaken)
    if isinstance(got, np.ndarray) != isinstance(mistaken, np.ndarray) or np.shape(got) != np.shape(mistaken):
        return False
    with np.errstate(all="ignore"):
        apart = _distance(got, mistaken)
        size = max(1.0, _distance(mistaken, 0.0))
        comparable = _is_numeric(right) and np.shape(right) == np.shape(mistaken)
        off = _distance(mistaken, right) if comparable else size
        return apart <= (share * off if off > EQUAL * size else EQUAL * size)


def _distance(one: Any, other: Any) -> float:
    """The largest difference of two numbers or arrays; what is not finite in the same way in both counts as equal."""
    a, b = np.asarray(one, complex), np.asarray(other, complex)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    apart = np.where(same, 0.0, np.abs(a - b))
    return float(np.nan_to_num(apart, nan=np.inf).max(initial=0.0))


def _is_numeric(value: Any) -> bool:
    if isinstance(value, int) and abs(value) > _LARGEST:  # larger than any float: only equal to itself
        return False
    return isinstance(value, int | float | complex | np.number | np.bool_) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    )
