"""Every lesson of the course: enough specimens, a short text, enough visible tests.

What its specimens earn is examined by `grader audit`, which CI runs as well.
"""

from __future__ import annotations

import ast
from collections import Counter

import pytest
from conftest import ROOT

from grader.catalogue import correct_styles, misconceptions
from grader.course import load_course
from grader.model import Lesson

LESSONS = load_course(ROOT).lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])


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
