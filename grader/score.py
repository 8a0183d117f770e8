"""Evidence + points + policy -> score. The only arithmetic on points. No evidence, no points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from grader.checks import Check
from grader.model import Attempts, Course, Evidence, Late, LateLesson, Lesson, Outcome, Result, Status, Times


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


def with_lateness(result: Result, course: Course, times: Times) -> Result:
    """The result with what being late costs, and the time of the submission.

    Every day of 24 hours that has started after a lesson's `due`, put off by the student's extra days, costs
    `late_percent_per_day` of the points of that lesson, `late_percent_at_most` in all, and never more than was earned.
    Until `grace_minutes` are over nothing is late; then the days count from `due`. A lesson's own score stays as it is:
    the submission's score is the sum of them without what was deducted. Without `due` or a time, nothing is late.
    """
    when = times.submitted_at
    if when is None:
        return result
    late: dict[str, LateLesson] = {}
    by_id = {lesson.id: lesson for lesson in course.lessons}
    for scored in result.lessons:
        lesson = by_id.get(scored.id)
        due = (lesson and lesson.due) or course.policy.due
        if due is None or scored.status != "graded":
            continue
        days = days_late(when, due, course.policy.grace_minutes, times.extra_days)
        percent = tidy(min(days * course.policy.late_percent_per_day, course.policy.late_percent_at_most))
        if days:
            deducted = tidy(min(scored.score, scored.max_score * percent / 100))
            put_off = due + timedelta(days=times.extra_days)
            late[scored.id] = LateLesson(put_off.isoformat(), days, percent, deducted)
    label = replace(result.submission, submitted_at=when.isoformat())
    if not late:
        return replace(result, submission=label)
    total = tidy(sum(one.deducted for one in late.values()))
    lateness = Late(max(one.days for one in late.values()), total, late)
    return replace(result, submission=label, late=lateness, score=tidy(result.score - total))


def days_late(submitted_at: datetime, due: datetime, grace_minutes: float, extra_days: float = 0.0) -> int:
    """Started days of 24 hours after `due`, put off by the extra days; 0 until the grace is over."""
    late = (submitted_at - due).total_seconds() - extra_days * 86400
    return math.ceil(late / 86400) if late > grace_minutes * 60 else 0


def counting(attempts: Sequence[Result], policy: Attempts) -> Result:
    """The attempt that counts, of at least one, in the order in which they came: the last, or the best.

    Of several that are as good, the best is the earliest. An ungraded one is never better than one that was graded.
    """
    if policy == "last":
        return attempts[-1]
    return max(attempts, key=lambda result: (result.status != "ungraded", result.score))


def tidy(points: float) -> float:
    """Points to four decimals, so that 0.1 + 0.2 is 0.3 on every machine."""
    return round(points, 4)
