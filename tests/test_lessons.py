"""Every lesson of the course: its reference, stub, correct styles, misconceptions and trivial answers are graded.

The numbers here are promises to students: what is right earns all points, what is empty earns none, and a known
mistake loses exactly the check that is there to catch it.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from conftest import ROOT, GradeOne

from grader.catalogue import Correct, Misconception, correct_styles, misconceptions
from grader.course import load_course
from grader.model import Lesson, LessonResult, Outcome
from grader.specimens import TRIVIAL, trivial
from grader.stubs import stubs

LESSONS = load_course(ROOT).lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
STYLES = [(lesson, style) for lesson in LESSONS for style in correct_styles(ROOT, lesson.id)]
MISTAKES = [(lesson, mistake) for lesson in LESSONS for mistake in misconceptions(ROOT, lesson.id)]


def lost(result: LessonResult) -> str:
    """What a result lost, for a failing test's message."""
    return "\n".join(f"{c.id}: {c.outcome}: {c.message}" for c in result.checks if c.outcome != Outcome.PASSED)


def test_committed_stubs_are_those_of_the_references() -> None:
    different = [str(path) for path, text in stubs(ROOT).items() if path.read_text(encoding="utf-8") != text]
    assert not different, "run `python -m grader.stubs` and commit what it writes"


@each_lesson
def test_reference_scores_everything(lesson: Lesson, grade_one: GradeOne) -> None:
    result = grade_one(lesson.id, ROOT / "solutions" / lesson.id / f"{lesson.module}.py")
    assert result.score == result.max_score, lost(result)


@each_lesson
def test_stub_scores_nothing_and_counts_as_not_attempted(lesson: Lesson, grade_one: GradeOne) -> None:
    result = grade_one(lesson.id, ROOT / "exercises" / lesson.id / f"{lesson.module}.py")
    assert result.score == 0
    assert {check.outcome for check in result.checks} == {Outcome.NOT_ATTEMPTED}


@pytest.mark.parametrize(("lesson", "style"), STYLES, ids=[f"{le.id}/{s.id}" for le, s in STYLES])
def test_correct_style_scores_everything(lesson: Lesson, style: Correct, grade_one: GradeOne) -> None:
    result = grade_one(lesson.id, style.path)
    assert result.score == result.max_score, lost(result)


@pytest.mark.parametrize(("lesson", "mistake"), MISTAKES, ids=[f"{le.id}/{m.id}" for le, m in MISTAKES])
def test_misconception_loses_its_check_and_keeps_its_share(
    lesson: Lesson, mistake: Misconception, grade_one: GradeOne
) -> None:
    result = grade_one(lesson.id, mistake.path)
    outcomes = {check.id: check.outcome for check in result.checks}
    assert outcomes[mistake.caught_by] in (Outcome.FAILED, Outcome.ERROR), lost(result)
    assert result.score >= mistake.keeps, lost(result)
    assert result.score < result.max_score


@each_lesson
def test_every_lesson_has_enough_specimens(lesson: Lesson) -> None:
    assert len(correct_styles(ROOT, lesson.id)) >= 3
    assert len(misconceptions(ROOT, lesson.id)) >= 4


@each_lesson
def test_the_text_of_a_lesson_is_short_and_complete(lesson: Lesson) -> None:
    text = (ROOT / "exercises" / lesson.id / "README.md").read_text(encoding="utf-8")
    assert 300 <= len(text.split()) <= 700
    for part in (
        "**The question.**",
        "](figure.svg)",
        "## What to write",
        f"pytest exercises/{lesson.id}",
        "**Next:**",
    ):
        assert part in text, part


@each_lesson
def test_every_function_has_at_least_four_visible_tests(lesson: Lesson) -> None:
    """A visible test is a function of plain asserts; it counts for each function that it calls."""
    tests = ast.parse((ROOT / "exercises" / lesson.id / f"test_{lesson.module}.py").read_text(encoding="utf-8"))
    called = Counter(
        name
        for test in tests.body
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_")
        for name in {node.func.id for node in ast.walk(test) if isinstance(node, ast.Call) and hasattr(node.func, "id")}
    )
    few = {name: called[name] for name in written_functions(lesson) if called[name] < 4}
    assert not few


def written_functions(lesson: Lesson) -> list[str]:
    """The names of the functions and classes that a student writes: those that hold a solution."""
    path = ROOT / "solutions" / lesson.id / f"{lesson.module}.py"
    text = path.read_text(encoding="utf-8")
    found = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    lines = text.splitlines()
    return [one.name for one in found if "### BEGIN SOLUTION" in "\n".join(lines[one.lineno - 1 : one.end_lineno])]


@each_lesson
@pytest.mark.parametrize("answer", TRIVIAL)
def test_trivial_answers_earn_at_most_a_tenth(lesson: Lesson, answer: str, grade_one: GradeOne, tmp_path: Path) -> None:
    reference = (ROOT / "solutions" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    path = tmp_path / f"{lesson.module}.py"
    path.write_text(trivial(reference, answer), encoding="utf-8")
    result = grade_one(lesson.id, path)
    assert result.status == "graded", "a student's answer must never make the grader itself fail"
    assert result.score <= 0.1 * result.max_score, [c.id for c in result.checks if c.outcome == Outcome.PASSED]


@each_lesson
def test_other_keys_give_other_examples_and_the_same_verdicts(
    lesson: Lesson, grade_one: GradeOne, exam_of: object
) -> None:
    papers = [exam_of(lesson.id, key).paper for key in (b"one", b"two")]  # type: ignore[operator]
    assert papers[0] != papers[1]
    paths = [style.path for style in correct_styles(ROOT, lesson.id)]
    paths += [mistake.path for mistake in misconceptions(ROOT, lesson.id)]
    for path in paths:
        one, two = (grade_one(lesson.id, path, key) for key in (b"one", b"two"))  # type: ignore[call-arg]
        assert [c.outcome for c in one.checks] == [c.outcome for c in two.checks], path
