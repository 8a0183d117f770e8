"""Results as a plain text table for the terminal: one row per student, and the first thing to fix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from grader.model import Lesson, LessonResult, Outcome, Result
from grader.report.escape import one_line
from grader.show import clip

_FIX_WIDTH = 60
_STATUS = {"missing": "-", "ungraded": "?"}


def table(results: Iterable[Result], lessons: Sequence[Lesson]) -> Iterator[str]:
    """The table's lines. `-` marks a lesson that was not handed in, `?` one that the grader could not grade.

    `results` are gone through twice, first for the widths of the columns; none is kept.
    """
    header = ["student", "score", *_short_names(lessons), "first thing to fix"]
    widths = [len(cell) for cell in header]
    for result in results:
        widths = [max(width, len(cell)) for width, cell in zip(widths, _row(result, lessons))]
    yield _line(header, widths)
    yield _line(["-" * width for width in widths], widths)
    for result in results:
        yield _line(_row(result, lessons), widths)


def _line(row: list[str], widths: list[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1]))]
    return "  ".join([*cells, row[-1]]).rstrip()


def first_to_fix(lesson: LessonResult) -> str:
    """The first check of a lesson that cost points, in one line; empty when none did."""
    for check in lesson.checks:
        if check.outcome == Outcome.PASSED or not check.max_points:
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
        outcome = by_lesson.get(lesson.id)
        if outcome is None:  # graded in a run on other lessons
            cells.append("")
            continue
        cells.append(_STATUS.get(outcome.status) or points(outcome.score))
        fix = first_to_fix(outcome)
        if fix:
            (absent if outcome.status == "missing" else fixes).append(f"{short} {fix}")
    if result.status == "ungraded" and not fixes:
        fixes = result.notes[-1:]
    total = "?" if result.status == "ungraded" else f"{points(result.score)}/{points(result.max_score)}"
    return [one_line(result.student), total, *cells, clip([*fixes, *absent, ""][0], _FIX_WIDTH)]


def _short_names(lessons: Sequence[Lesson]) -> list[str]:
    """The lessons' numbers, where every one has its own; their ids otherwise."""
    numbers = [lesson.id.partition("_")[0] for lesson in lessons]
    return numbers if len(set(numbers)) == len(numbers) else [lesson.id for lesson in lessons]
