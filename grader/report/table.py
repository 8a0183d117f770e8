"""Results as a plain text table for the terminal: one row per student, and the first thing to fix."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Lesson, LessonResult, Outcome, Result
from grader.report.escape import one_line
from grader.show import clip

_FIX_WIDTH = 90
_STATUS = {"missing": "-", "ungraded": "?"}


def table(results: Sequence[Result], lessons: Sequence[Lesson]) -> str:
    """The table. `-` marks a lesson that was not handed in, `?` one that the grader could not grade."""
    header = ["student", "score", *_short_names(lessons), "first thing to fix"]
    rows = [_row(result, lessons) for result in results]
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
    lines = []
    for row in [header, ["-" * width for width in widths], *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1]))]
        lines.append("  ".join([*cells, row[-1]]).rstrip())
    return "\n".join(lines)


def first_to_fix(lesson: LessonResult) -> str:
    """The first check of a lesson that did not pass, in one line; empty when all did."""
    for check in lesson.checks:
        if check.outcome == Outcome.PASSED:
            continue
        if all(other.outcome == Outcome.NOT_ATTEMPTED for other in lesson.checks):
            return "not handed in" if lesson.status == "missing" else "not started"
        if len({other.message for other in lesson.checks}) == 1:
            return one_line(check.message or "")  # one reason for the whole file, such as a syntax error
        return f"{check.id}: {one_line(check.message or '')}"
    return ""


def points(value: float) -> str:
    """A number of points without needless zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _row(result: Result, lessons: Sequence[Lesson]) -> list[str]:
    by_lesson = {lesson.id: lesson for lesson in result.lessons}
    cells = []
    fixes: list[str] = []
    absent: list[str] = []  # a lesson that is not there says less than a mistake in one that is
    for short, lesson in zip(_short_names(lessons), lessons):
        outcome = by_lesson[lesson.id]
        cells.append(_STATUS.get(outcome.status) or points(outcome.score))
        fix = first_to_fix(outcome)
        if fix:
            (absent if outcome.status == "missing" else fixes).append(f"{short} {fix}")
    total = "?" if result.status == "ungraded" else f"{points(result.score)}/{points(result.max_score)}"
    return [one_line(result.student), total, *cells, clip([*fixes, *absent, ""][0], _FIX_WIDTH)]


def _short_names(lessons: Sequence[Lesson]) -> list[str]:
    """The lessons' numbers, where every one has its own; their ids otherwise."""
    numbers = [lesson.id.partition("_")[0] for lesson in lessons]
    return numbers if len(set(numbers)) == len(numbers) else [lesson.id for lesson in lessons]
