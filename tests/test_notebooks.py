"""Lessons as notebooks: what is in which cell, and that Jupyter's own library takes the file for its own."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import MINI, ROOT
from msgspec.structs import replace

from grader.course import find_lesson, load_course
from grader.model import Course, Lesson
from grader.notebooks import Cell, lesson_cells, notebook
from grader.stubs import make_stub

LESSONS = load_course(ROOT).lessons
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])


def code(text: str) -> list[str]:
    """The lines of a text that are not empty; how many lines lie between two cells is not kept."""
    return [line for line in text.splitlines() if line]


def written(cells: list[Cell]) -> str:
    """What the cells hold of the stub or the reference."""
    return "\n".join(cell.source for cell in cells if cell.role in ("setup", "predict", "function"))


@pytest.fixture
def own_course(tmp_path: Path) -> Course:
    """The mini course, to be changed."""
    shutil.copytree(MINI, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(tmp_path / "course")


def cells_of(course: Course, reference: str) -> list[tuple[str, str]]:
    lesson = course.lessons[0]
    (course.root / "solutions" / lesson.id / f"{lesson.module}.py").write_text(reference, encoding="utf-8")
    return [(cell.id, cell.source) for cell in lesson_cells(course, lesson) if cell.kind == "code"]


@each_lesson
def test_the_cells_hold_the_whole_stub_or_reference_but_for_its_docstring(course: Course, lesson: Lesson) -> None:
    reference = (ROOT / "solutions" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    stub = (ROOT / "exercises" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    cells, solved = lesson_cells(course, lesson), lesson_cells(course, lesson, solved=True)
    assert code(written(cells)) == code(stub)[1:]
    assert code(written(solved)) == code(reference)[1:]
    assert [cell.id for cell in cells] == [cell.id for cell in solved]
    for cell, whole in zip(cells, solved, strict=True):
        assert cell.source == (make_stub(whole.source).strip("\n") if whole.role == "function" else cell.source)


@each_lesson
def test_every_lesson_is_a_valid_notebook_as_jupyter_writes_it(course: Course, lesson: Lesson) -> None:
    data = notebook(lesson_cells(course, lesson))
    content = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(content)
    assert (content.nbformat, content.nbformat_minor) == (4, 5)
    assert nbformat.writes(content) + "\n" == data.decode()
    assert data == notebook(lesson_cells(course, lesson))
