"""Results as documents for programs: `grader.result/1` as JSON, `grades.csv`, and the student's view of a result."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec

from grader.model import CheckResult, Feedback, Lesson, Outcome, Result
from grader.report.table import points

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WORDS = {
    Outcome.FAILED: "A wrong answer.",
    Outcome.ERROR: "Your code raised an exception.",
    Outcome.TIMEOUT: "Your code took too long.",
    Outcome.MEMORY: "Your code used too much memory.",
    Outcome.CRASHED: "Your code ended its process.",
}


def to_json(result: Result) -> bytes:
    """The document, indented, ending in a newline; equal results give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def to_csv(results: Sequence[Result], lessons: Sequence[Lesson]) -> str:
    """One row per student: status, score, the most that can be reached, and each lesson's score."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["student", "status", "score", "max_score", *(lesson.id for lesson in lessons)])
    for result in results:
        by_lesson = {lesson.id: lesson for lesson in result.lessons}
        scores = ["" if by_lesson[one.id].status == "ungraded" else points(by_lesson[one.id].score) for one in lessons]
        total = "" if result.status == "ungraded" else points(result.score)
        writer.writerow([_safe(result.student), result.status, total, points(result.max_score), *scores])
    return text.getvalue()


def student_view(result: Result, level: Feedback) -> Result:
    """What the student may see of a result: a new document made from the fields that the level allows.

    `full`: everything about the checks. `hints`: outcome and hint, without examples or values. `score`: points only.
    Notes and isolation are the instructor's.
    """
    lessons = [
        msgspec.structs.replace(
            lesson,
            checks=[_check_view(check, level) for check in lesson.checks],
            output=lesson.output if level == "full" else None,
        )
        for lesson in result.lessons
    ]
    return Result(
        course=result.course,
        student=result.student,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        submission=result.submission,
        isolation=[],
        lessons=lessons,
    )


def _check_view(check: CheckResult, level: Feedback) -> CheckResult:
    base = CheckResult(check.id, check.title, check.outcome, check.points, check.max_points, check.hidden)
    if level == "score":
        return base
    keeps = {"hint": check.hint, "diagnosis": check.diagnosis, "blocked_by": check.blocked_by}
    if level == "hints" and check.hidden:
        return msgspec.structs.replace(base, **keeps, message=_WORDS.get(check.outcome, check.message))
    return msgspec.structs.replace(base, **keeps, message=check.message, counterexample=check.counterexample)


def _safe(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, nor a carriage return in it for the end of the row."""
    return ("'" + text if text.startswith(_FORMULA) else text).replace("\r", "\n")
