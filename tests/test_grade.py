"""One submission from file to verdict, on the miniature course: odd files and odd answers harm only themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from conftest import MINI

from grader.collect import collect
from grader.exam import LessonExam, set_exam
from grader.grade import grade
from grader.model import Course, LessonResult, Outcome, Result
from grader.worker.nursery import Nursery

REFERENCE = (MINI / "solutions" / "01_double" / "double.py").read_text(encoding="utf-8")

GradeText = Callable[..., LessonResult]


@pytest.fixture(scope="module")
def mini_exams(mini_course: Course, tmp_path_factory: pytest.TempPathFactory) -> Sequence[LessonExam]:
    return set_exam(mini_course, mini_course.lessons, b"tests", tmp_path_factory.mktemp("papers"))


@pytest.fixture
def grade_folder(
    mini_course: Course, mini_exams: Sequence[LessonExam], nursery: Nursery, tmp_path: Path
) -> Callable[[], Result]:
    """Grade what lies in the test's own folder."""
    return lambda: grade(collect([tmp_path], mini_course.lessons)[0], mini_course, mini_exams, nursery)


@pytest.fixture
def grade_text(grade_folder: Callable[[], Result], tmp_path: Path) -> GradeText:
    """Grade a text as a hand-in of the first lesson."""

    def one(text: str, name: str = "double.py") -> LessonResult:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return grade_folder().lessons[0]

    return one


def outcomes(lesson: LessonResult) -> dict[str, str]:
    """The checks that did not pass."""
    return {check.id: str(check.outcome) for check in lesson.checks if check.outcome != Outcome.PASSED}


def test_the_references_earn_everything_and_their_stubs_nothing(
    grade_folder: Callable[[], Result], tmp_path: Path
) -> None:
    for folder, score in [("solutions", 20.0), ("exercises", 0.0)]:
        for path in MINI.glob(f"{folder}/*/*.py"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
        result = grade_folder()
        assert (result.status, result.score, result.max_score) == ("graded", score, 20.0)
    assert {check.outcome for lesson in result.lessons for check in lesson.checks} == {Outcome.NOT_ATTEMPTED}


def test_a_lesson_that_was_not_handed_in_is_missing(grade_folder: Callable[[], Result], tmp_path: Path) -> None:
    (tmp_path / "double.py").write_text(REFERENCE, encoding="utf-8")
    result = grade_folder()
    assert [(lesson.status, lesson.score) for lesson in result.lessons] == [("graded", 10.0), ("missing", 0.0)]
    assert {check.message for check in result.lessons[1].checks} == {"mean.py was not handed in."}


def test_a_check_that_needs_another_is_skipped_and_names_it(grade_text: GradeText) -> None:
    lesson = grade_text(REFERENCE.replace("values * factor", "values + factor"))
    assert outcomes(lesson) == {"scale_of_an_array": "failed", "scale_leaves_its_input_alone": "skipped"}
    assert lesson.score == 7.0
    skipped = lesson.checks[3]
    assert skipped.blocked_by == "scale_of_an_array"
    assert skipped.message == (
        "Not checked yet, because this has to hold first: Every entry is multiplied by the factor."
    )


def test_a_file_up_to_the_courses_limit_is_graded(grade_text: GradeText) -> None:
    assert grade_text(REFERENCE + "#" + "x" * 500_000).score == 10.0


def test_a_notebook_with_very_many_cells_is_graded(grade_text: GradeText) -> None:
    cells = [{"cell_type": "code", "source": source} for source in [*[""] * 100_000, REFERENCE]]
    assert grade_text(json.dumps({"cells": cells}), "double.ipynb").score == 10.0


def test_half_a_character_in_a_notebook_is_its_students_error(grade_text: GradeText) -> None:
    cells = [{"cell_type": "code", "source": REFERENCE + "\nx = '\ud800'"}]
    lesson = grade_text(json.dumps({"cells": cells}), "double.ipynb")
    assert (lesson.status, lesson.score) == ("graded", 0.0)
    assert "half a character" in str(lesson.checks[0].message)


@pytest.mark.parametrize(
    "answer",
    ["10 ** 400", "nested(600)", "nested(40)", "float('nan')", "[[]] * 9", "'\\ud800'", "print", "1e999", "{}"],
)
def test_no_prediction_makes_the_grader_itself_fail(grade_text: GradeText, answer: str) -> None:
    hostile = f"""
import sys
sys.setrecursionlimit(10**6)

def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value

PREDICT = {{"twice_three": {answer}, "twice_a_negative": "b"}}
"""
    lesson = grade_text(REFERENCE + hostile, "double.py")
    assert (lesson.status, lesson.score) == ("graded", 8.0)
    assert outcomes(lesson) == {"predictions": "failed"}


def test_an_answer_that_is_no_plain_data_is_said_to_be_so(grade_text: GradeText) -> None:
    lesson = grade_text(REFERENCE.replace("2 * x", "{x}"), "double.py")
    message = "The answer must be plain numbers and arrays; got a value of type set."
    assert lesson.checks[0].message == message


def test_the_same_submission_gets_the_same_result_twice(grade_folder: Callable[[], Result], tmp_path: Path) -> None:
    wrong = REFERENCE.replace("2 * x", "object()").replace("f(f(x))", "missing[f]")
    (tmp_path / "double.py").write_text(wrong, encoding="utf-8")
    assert grade_folder() == grade_folder()
