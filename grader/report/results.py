"""Results as documents for programs: `grader.result/1` as JSON, `grades.csv`, and the student's view of a result."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import msgspec

from grader.model import (
    CheckResult,
    CourseLabel,
    Diagnosis,
    Feedback,
    Late,
    LateLesson,
    Lesson,
    LessonResult,
    Outcome,
    Result,
    SubmissionLabel,
)
from grader.report.escape import csv_cell
from grader.report.table import points

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


def csv_header(lessons: Sequence[Lesson], with_late: bool) -> str:
    """The first line of `grades.csv`; `deducted` is there in a course in which one can be late."""
    late = ["deducted"] if with_late else []
    return csv_line(["student", "status", "score", "max_score", *(lesson.id for lesson in lessons), *late])


def csv_row(result: Result, lessons: Sequence[Lesson], with_late: bool) -> str:
    """One student: status, score, the most that can be reached, each lesson's score, what being late cost."""
    by_lesson = {lesson.id: lesson for lesson in result.lessons}
    scores = []
    for lesson in lessons:
        one = by_lesson.get(lesson.id)
        scores.append("" if one is None or one.status == "ungraded" else points(one.score))
    total = "" if result.status == "ungraded" else points(result.score)
    late = [points(result.late.deducted if result.late else 0)] if with_late else []
    return csv_line([csv_cell(result.student), result.status, total, points(result.max_score), *scores, *late])


def csv_line(cells: Sequence[str]) -> str:
    """One row. What a student could have written has to be made a `csv_cell` before."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def student_view(result: Result, level: Feedback) -> Result:
    """What the student may see of a result: a new document, in which only what is named here comes from the old one.

    `full`: everything about the checks. `hints`: outcome and hint, without examples or values. `score`: points only.
    Notes and isolation are the instructor's. A field that a record gets later is left out until it is added here.
    """
    handed_in = result.submission
    return Result(
        course=CourseLabel(result.course.id, result.course.version),
        student=result.student,
        status=result.status,
        score=result.score,
        max_score=result.max_score,
        submission=SubmissionLabel(handed_in.digest, list(handed_in.files), handed_in.submitted_at),
        isolation=[],
        lessons=[_lesson_view(lesson, level) for lesson in result.lessons],
        late=result.late and Late(result.late.days, result.late.deducted, _late_view(result.late)),
    )


def _late_view(late: Late) -> dict[str, LateLesson]:
    return {name: LateLesson(one.due, one.days, one.percent, one.deducted) for name, one in late.lessons.items()}


def _lesson_view(lesson: LessonResult, level: Feedback) -> LessonResult:
    # Checks are sat in this order by one worker: behind the first hidden one, the student's code knows hidden inputs,
    # and could put them into the text of an exception or into an answer of a check that is not hidden.
    public = next((number for number, check in enumerate(lesson.checks) if check.hidden), len(lesson.checks))
    if lesson.never_loaded:  # then no hidden input has been seen, and the student needs to know why
        public = len(lesson.checks)
    return LessonResult(
        id=lesson.id,
        title=lesson.title,
        status=lesson.status,
        score=lesson.score,
        max_score=lesson.max_score,
        checks=[_check_view(check, level, number < public) for number, check in enumerate(lesson.checks)],
        output=lesson.output if level == "full" else None,
    )


def _check_view(check: CheckResult, level: Feedback, public: bool) -> CheckResult:
    base = CheckResult(check.id, check.title, check.outcome, check.points, check.max_points, check.hidden)
    if level == "score":
        return base
    diagnosis = check.diagnosis and Diagnosis(check.diagnosis.id, check.diagnosis.title, check.diagnosis.hint)
    whole = level == "full" or public
    return msgspec.structs.replace(
        base,
        hint=check.hint,
        diagnosis=diagnosis,
        blocked_by=check.blocked_by,
        message=check.message if whole else _WORDS.get(check.outcome, check.message),
        counterexample=check.counterexample if whole or not check.hidden else None,
    )
