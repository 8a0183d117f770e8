"""Grading one submission: the whole story in one function. Every stage is a room off this corridor."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from grader.confine.isolation import weaknesses
from grader.diagnose import diagnose
from grader.exam import LessonExam
from grader.model import (
    CheckResult,
    Course,
    CourseLabel,
    Evidence,
    Failure,
    Lesson,
    LessonResult,
    Outcome,
    Result,
    Submission,
    SubmissionLabel,
)
from grader.report.explain import excerpt, explain
from grader.score import Score, score_check, score_lesson, score_submission, tidy
from grader.sitting import Candidate, sit
from grader.worker.nursery import Nursery


def grade(
    submission: Submission,
    course: Course,
    exams: Sequence[LessonExam],
    nursery: Nursery,
    notes: Sequence[str] = (),
    diagnosed: bool = True,
) -> Result:
    """The verdict on one submission: sit each lesson's exam in a confined worker, score the evidence, write it down.

    Naming the mistakes behind failing checks takes as long again; whoever only wants points leaves it out.
    """
    layers: set[str] = set()
    spent = 0.0
    lessons: list[tuple[Lesson, Score]] = []
    results: list[LessonResult] = []
    for exam in exams:
        source = submission.sources.get(exam.lesson.id)
        output = ""
        if source is not None:
            with Candidate(nursery, within(exam.lesson, course.intake.submission_seconds - spent), source) as candidate:
                evidence = sit(exam, candidate)
            diagnoses = diagnose(exam, course, nursery, source, evidence) if diagnosed else {}
            layers.update(candidate.layers)
            spent += candidate.spent
            output = candidate.output
        else:
            evidence, diagnoses = _nothing_to_sit(exam, submission), {}
        handed_in = source is not None or exam.lesson.id in submission.unreadable
        scores = [score_check(exam.lesson, check, item) for check, item in zip(exam.checks, evidence, strict=True)]
        score = score_lesson(exam.lesson, scores, evidence, handed_in)
        lessons.append((exam.lesson, score))
        titles = {check.id: check.title for check in exam.checks}
        checks = [
            CheckResult(
                id=check.id,
                title=check.title,
                outcome=item.outcome,
                points=tidy(points.points),
                max_points=tidy(points.max_points),
                hidden=check.hidden,
                message=explain(item, source, titles),
                hint=None if item.outcome == Outcome.PASSED else check.hint,
                counterexample=item.counterexample,
                diagnosis=diagnoses.get(check.id),
                blocked_by=item.blocked_by,
            )
            for check, item, points in zip(exam.checks, evidence, scores, strict=True)
        ]
        results.append(
            LessonResult(
                exam.lesson.id, exam.lesson.title, score.status, score.score, score.max_score, checks, excerpt(output)
            )
        )
    total = score_submission(lessons)
    return Result(
        course=CourseLabel(course.id, course.version),
        student=submission.student,
        status=total.status,
        score=total.score,
        max_score=total.max_score,
        submission=SubmissionLabel(submission.digest, [source.filename for source in submission.sources.values()]),
        isolation=sorted(layers),
        lessons=results,
        notes=[*notes, *(_of_isolation(nursery, sorted(layers)) if submission.sources else [])],
    )


def _of_isolation(nursery: Nursery, layers: list[str]) -> list[str]:
    """For the instructor: what `auto` could not keep this submission from doing."""
    if nursery.isolation != "auto":
        return []
    return [f"Confined less than strictly: it could {what}." for what in weaknesses(layers, nursery.secrets)]


def within(lesson: Lesson, seconds: float) -> Lesson:
    """The lesson with no more time than is left of the submission's."""
    limits = lesson.limits
    return replace(lesson, limits=replace(limits, lesson_seconds=max(0.0, min(limits.lesson_seconds, seconds))))


def _nothing_to_sit(exam: LessonExam, submission: Submission) -> list[Evidence]:
    """The evidence for a file that is missing, or that cannot be read."""
    outcome, reason = Outcome.NOT_ATTEMPTED, f"{exam.lesson.module}.py was not handed in."
    if exam.lesson.id in submission.unreadable:
        outcome, reason = Outcome.ERROR, submission.unreadable[exam.lesson.id]
    elif exam.lesson.id in submission.unavailable:
        outcome, reason = Outcome.FAULT, submission.unavailable[exam.lesson.id]
    return [Evidence(check.id, outcome, Failure(reason)) for check in exam.checks]
