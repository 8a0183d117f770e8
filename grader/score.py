"""Evidence + points + policy -> score. The only arithmetic on points. No evidence, no points."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from grader.checks import Check
from grader.model import Evidence, Lesson, Outcome, Status


class CheckScore(msgspec.Struct, frozen=True):
    """What one check earned, out of how much. The lesson's weight is in both. Not rounded: sums of it must be right."""

    points: float
    max_points: float


class Score(msgspec.Struct, frozen=True):
    """A lesson's or a submission's sum, and whether it was graded at all."""

    status: Status
    score: float
    max_score: float


def score_check(lesson: Lesson, check: Check, evidence: Evidence | None) -> CheckScore:
    """All of a check's points when it passed, none otherwise: partial credit comes from many small checks."""
    passed = evidence is not None and evidence.outcome == Outcome.PASSED
    return CheckScore(check.points * lesson.weight if passed else 0.0, check.points * lesson.weight)


def score_lesson(lesson: Lesson, scores: Sequence[CheckScore], evidence: Sequence[Evidence], handed_in: bool) -> Score:
    """The sum over a lesson's checks. One fault of the grader's own leaves the lesson ungraded."""
    status: Status = "graded" if handed_in else "missing"
    if any(item.outcome == Outcome.FAULT for item in evidence):
        status = "ungraded"
    return Score(status, tidy(sum(score.points for score in scores)), tidy(lesson.max_score))


def score_submission(lessons: Sequence[tuple[Lesson, Score]]) -> Score:
    """The sum over the lessons. A bonus lesson adds to the score and not to what can be reached."""
    statuses = {score.status for _, score in lessons}
    status: Status = "missing" if statuses == {"missing"} else "graded"
    if "ungraded" in statuses:
        status = "ungraded"
    reachable = sum(score.max_score for lesson, score in lessons if not lesson.bonus)
    return Score(status, tidy(sum(score.score for _, score in lessons)), tidy(reachable))


def tidy(points: float) -> float:
    """Points to four decimals, so that 0.1 + 0.2 is 0.3 on every machine."""
    return round(points, 4)
