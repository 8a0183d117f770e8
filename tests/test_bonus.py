"""The bonus lesson never lowers a total: whatever its file holds, a student has at least the score without that file.

A student hands in two ordinary lessons and perhaps the bonus one; all are graded by what `grader grade` uses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT
from msgspec.structs import replace

from grader.collect import collect
from grader.exam import LessonExam
from grader.grade import grade
from grader.model import Course, Policy, Result, Times
from grader.score import counting, tidy, with_lateness
from grader.worker.nursery import Nursery

BONUS = "15_autodiff"
ORDINARY = ("03_update_step", "10_ewma")
SOLUTION = ROOT / "solutions" / BONUS / "autodiff.py"
STUB = ROOT / "exercises" / BONUS / "autodiff.py"
WRONG = ROOT / "autograder_tests" / BONUS / "wrong"

# What is handed in as the bonus lesson, and the least and the most that it may earn.
HANDED_IN: dict[str, tuple[bytes, float, float]] = {
    "right": (SOLUTION.read_bytes(), 10, 10),
    "half wrong": ((WRONG / "overwrites_everywhere.py").read_bytes(), 5, 9),
    "almost all wrong": ((WRONG / "never_starts_with_one.py").read_bytes(), 0.5, 2),
    "not written": (STUB.read_bytes(), 0, 0),
    "no Python": (b"class Value(:\n", 0, 0),
    "no text": (b"\xff\x00", 0, 0),
    "ends its process": (b"import os\nos._exit(3)\n", 0, 0),
}
each_bonus = pytest.mark.parametrize("kind", HANDED_IN)

GradeStudent = Callable[..., Result]


@pytest.fixture
def grade_student(course: Course, exam_of: Callable[..., LessonExam], nursery: Nursery, tmp_path: Path) -> GradeStudent:
    """Grade a student's folder: the first ordinary lesson is right, the second as asked, the bonus lesson if given."""
    exams = [exam_of(lesson_id) for lesson_id in (*ORDINARY, BONUS)]

    def one(bonus: bytes | None, second: Path = ROOT / "solutions" / "10_ewma" / "ewma.py") -> Result:
        (tmp_path / "update_step.py").write_bytes(
            (ROOT / "solutions" / "03_update_step" / "update_step.py").read_bytes()
        )
        (tmp_path / "ewma.py").write_bytes(second.read_bytes())
        (tmp_path / "autodiff.py").unlink(missing_ok=True)
        if bonus is not None:
            (tmp_path / "autodiff.py").write_bytes(bonus)
        (submission,) = collect([tmp_path], course.lessons, course.intake)
        return grade(submission, course, exams, nursery, diagnosed=False)

    return one


@each_bonus
def test_a_bonus_file_adds_its_points_and_changes_nothing_else(grade_student: GradeStudent, kind: str) -> None:
    text, least, most = HANDED_IN[kind]
    mistake = ROOT / "autograder_tests" / "10_ewma" / "wrong" / "precedence.py"
    without, with_it = grade_student(None, mistake), grade_student(text, mistake)
    assert (without.lessons[-1].status, without.lessons[-1].score) == ("missing", 0)
    assert 10 < without.score < 20
    assert with_it.lessons[:-1] == without.lessons[:-1]
    assert least <= with_it.lessons[-1].score <= most
    assert with_it.score == tidy(without.score + with_it.lessons[-1].score)
    assert (with_it.status, with_it.max_score) == (without.status, without.max_score) == ("graded", 20)
    assert counting([without, with_it], "best").score == with_it.score


def test_full_marks_need_no_bonus_and_a_bonus_may_exceed_them(grade_student: GradeStudent) -> None:
    without, with_it = grade_student(None), grade_student(SOLUTION.read_bytes())
    assert (without.score, without.max_score) == (20, 20)
    assert (with_it.score, with_it.max_score) == (30, 20)


@each_bonus
def test_a_late_bonus_never_costs_more_than_it_earns(grade_student: GradeStudent, course: Course, kind: str) -> None:
    """Handed in together, at one time; the bonus lesson may be due long before the others."""
    without, with_it = grade_student(None), grade_student(HANDED_IN[kind][0])
    due = datetime(2026, 12, 1, tzinfo=UTC)
    policy = Policy(due=due, late_percent_per_day=30)
    early = [replace(one, due=due - timedelta(days=9)) if one.bonus else one for one in course.lessons]
    for lessons in (course.lessons, tuple(early)):
        strict = replace(course, policy=policy, lessons=lessons)
        for days in (-1.0, 0.5, 2.5, 9.0):
            times = Times(due + timedelta(days=days))
            assert with_lateness(with_it, strict, times).score >= with_lateness(without, strict, times).score


def test_bonus_lessons_come_last(course: Course) -> None:
    """All lessons share one time limit, in the course's order: a slow bonus lesson has no time of theirs to use up."""
    order = [lesson.bonus for lesson in course.lessons]
    assert order == sorted(order)
    assert [lesson.id for lesson in course.lessons if lesson.bonus] == [BONUS]
