"""Every check of every student as CSV, one row for each: what is tidy for pandas. `grades.csv` has the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.export.options import Options
from grader.model import CheckResult, LessonResult, Outcome, Result
from grader.report.escape import csv_cell, one_line
from grader.report.results import csv_line
from grader.report.table import points

COLUMNS = [
    "student",
    "status",
    "lesson",
    "lesson_status",
    "check",
    "title",
    "hidden",
    "outcome",
    "points",
    "max_points",
    "diagnosis",
    "blocked_by",
]


def document(results: Iterable[Result], ending: str, options: Options) -> tuple[str, list[str]]:
    """The table. What is ungraded has no points, never zero; a lesson that lost its checks has a row without one."""
    lines = [csv_line(COLUMNS)]
    lines += [csv_line(row) for result in results for row in _rows(result)]
    return "".join(lines), []


def _rows(result: Result) -> Iterator[list[str]]:
    for lesson in result.lessons:
        begin = [_text(result.student), result.status, _text(lesson.id), lesson.status]
        for check in lesson.checks:
            yield [*begin, *_check(check)]
        if not lesson.checks:
            yield [*begin, *_nothing(lesson)]


def _check(check: CheckResult) -> list[str]:
    earned = "" if check.outcome == Outcome.FAULT else points(check.points)
    diagnosis = _text(check.diagnosis.id) if check.diagnosis else ""
    texts = [_text(check.id), _text(check.title), str(check.hidden).lower(), str(check.outcome)]
    return [*texts, earned, points(check.max_points), diagnosis, _text(check.blocked_by or "")]


def _nothing(lesson: LessonResult) -> list[str]:
    return ["", "", "", str(Outcome.FAULT), "", points(lesson.max_score), "", ""]


def _text(text: str) -> str:
    return csv_cell(one_line(text))
