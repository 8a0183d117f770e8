"""Lessons as notebooks: what is in which cell, that Jupyter's own library takes the files for its own, their grades.

What the last cells do in a student's kernel is in `test_notebook.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest
from conftest import MINI, ROOT, GradeOne
from msgspec.structs import replace

from grader import notebooks
from grader.course import find_lesson, load_course
from grader.figures import draw_reference
from grader.model import Course, Lesson
from grader.notebooks import PICTURE, Cell, lesson_cells, notebook
from grader.stubs import make_stub

COURSE = load_course(ROOT)
each_lesson = pytest.mark.parametrize("lesson", COURSE.lessons, ids=[lesson.id for lesson in COURSE.lessons])

REFERENCE = '''\
"""Lesson 01: a docstring
of two lines."""

import math

HALF = 0.5  # given

PREDICT = {
    "twice_three": 6.0,  # SOLUTION
}
RATE = 0.1  # SOLUTION


# Given.
def given(x):
    return x


AFTER = math.pi


### BEGIN SOLUTION
SECRET = 1


def helper(x):
    return x


### END SOLUTION
@staticmethod
# A comment that belongs to double.
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return helper(x) + x
    ### END SOLUTION


class Thing:
    def method(self):
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION


### BEGIN SOLUTION
LAST = 1
### END SOLUTION
'''


@cache
def cells_of(lesson: Lesson, solved: bool = False) -> list[Cell]:
    """Made once, since several tests look at them."""
    return lesson_cells(COURSE, lesson, solved)


@pytest.fixture(scope="module", autouse=True)
def pictures_are_drawn_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "draw_reference", cache(draw_reference))
        yield


def code_lines(text: str) -> list[str]:
    """The lines that are not empty: how far apart two cells were in the file is not kept."""
    return [line for line in text.splitlines() if line]


def written(cells: list[Cell]) -> str:
    """What the cells hold of the stub or of the reference."""
    return "\n".join(cell.source for cell in cells if cell.role in ("setup", "predict", "function"))


@pytest.fixture
def own(tmp_path: Path) -> Course:
    """The mini course, to be changed."""
    shutil.copytree(MINI, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    return load_course(tmp_path / "course")


@each_lesson
def test_the_cells_hold_the_whole_stub_or_reference_but_for_its_docstring(lesson: Lesson) -> None:
    reference = (ROOT / "solutions" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    stub = (ROOT / "exercises" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    assert code_lines(written(cells_of(lesson))) == code_lines(stub)[1:]
    assert code_lines(written(cells_of(lesson, True))) == code_lines(reference)[1:]


@each_lesson
def test_every_lesson_is_a_valid_notebook_in_the_very_bytes_that_jupyter_writes(lesson: Lesson) -> None:
    data = notebook(cells_of(lesson))
    content = nbformat.reads(data.decode(), as_version=4)
    nbformat.validate(content)
    assert (content.nbformat, content.nbformat_minor) == (4, 5)
    assert nbformat.writes(content) + "\n" == data.decode()


@each_lesson
def test_the_text_is_the_lessons_page_with_its_picture_and_what_to_do_in_a_notebook(lesson: Lesson) -> None:
    text = [cell for cell in cells_of(lesson) if cell.kind == "text"]
    page = (ROOT / "exercises" / lesson.id / "README.md").read_text(encoding="utf-8")
    assert len(text) == page.count("\n## ") + 1
    whole = "\n".join(cell.source for cell in text)
    assert code_lines(page)[:3] == code_lines(whole)[:3]
    assert "pytest exercises" not in whole
    assert f'```\nrun_tests("{lesson.id}")\n```' in whole
    assert "In the cells below" in whole
    assert "](figure.svg)" not in whole
    (shown,) = [cell for cell in text if cell.attachments]
    assert f"](attachment:{PICTURE})" in shown.source
    assert shown.attachments[PICTURE].startswith(b"\x89PNG\r\n\x1a\n")


@each_lesson
def test_no_function_that_students_write_shares_its_cell(lesson: Lesson) -> None:
    stub = (ROOT / "exercises" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    for cell in cells_of(lesson):
        if cell.role == "function":
            assert sum(line.startswith(("def ", "class ")) for line in cell.source.splitlines()) == 1
            assert "raise NotImplementedError" in cell.source
        elif cell.kind == "code":
            assert "raise NotImplementedError" not in cell.source
    assert [cell.name for cell in cells_of(lesson) if cell.role == "predict"] == ["PREDICT"]
    assert "PREDICT = {" in stub


def test_each_statement_goes_to_the_cell_of_its_role(own: Course) -> None:
    lesson = own.lessons[0]
    (own.root / "solutions" / lesson.id / f"{lesson.module}.py").write_text(REFERENCE, encoding="utf-8")
    cells = [cell for cell in lesson_cells(own, lesson) if cell.kind == "code"]
    assert {cell.id: cell.source for cell in cells} == {
        "setup-1": "import math\n\nHALF = 0.5  # given",
        "predict-PREDICT": 'PREDICT = {\n    "twice_three": None,\n}',
        "predict-RATE": "RATE = None",
        "setup-2": "# Given.\ndef given(x):\n    return x\n\n\nAFTER = math.pi",
        "function-double": (
            "@staticmethod\n# A comment that belongs to double.\n"
            'def double(x):\n    """Return twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError'
        ),
        "function-Thing": (
            "class Thing:\n    def method(self):\n        # YOUR CODE HERE\n        raise NotImplementedError"
        ),
    }
    solved = [cell for cell in lesson_cells(own, lesson, solved=True) if cell.kind == "code"]
    assert [cell.id for cell in solved] == [cell.id for cell in cells]
    assert code_lines(written(solved)) == code_lines(REFERENCE)[2:]
    assert [make_stub(cell.source).strip("\n") for cell in solved] == [cell.source for cell in cells]
    assert solved[-2].source.startswith("### BEGIN SOLUTION\nSECRET = 1\n")
    assert solved[-1].source.endswith("LAST = 1\n### END SOLUTION")


def test_a_lesson_without_page_tests_and_picture_has_a_title_and_its_code(own: Course) -> None:
    cells = lesson_cells(own, own.lessons[1])
    assert [(cell.id, cell.kind) for cell in cells] == [("readme-1", "text"), ("function-mean", "code")]
    assert cells[0].source == "# The middle of many numbers"


def test_headings_in_code_are_no_sections_and_links_lead_back_to_the_exercise(own: Course) -> None:
    page = own.root / "exercises" / "01_double" / "README.md"
    page.write_text(
        "# One\n```\n## not a heading\n```\n"
        "## Two\n[the data](data/a.csv), [the web](https://example.org), [here](#two)\n![a picture](figure.svg)\n",
        encoding="utf-8",
    )
    texts = [cell for cell in lesson_cells(own, own.lessons[0]) if cell.kind == "text"]
    assert [cell.source for cell in texts] == [
        "# One\n```\n## not a heading\n```",
        "## Two\n[the data](../../exercises/01_double/data/a.csv), [the web](https://example.org), [here](#two)\n"
        "![a picture](figure.svg)",  # which nothing can draw, so the file has to be there
    ]


def test_cells_may_have_metadata_and_names_of_any_letters(own: Course) -> None:
    cell = replace(lesson_cells(own, own.lessons[1])[1], name="größe", metadata={"nbgrader": {"points": 2}})
    content = nbformat.reads(notebook([cell], {"authors": []}).decode(), as_version=4)
    nbformat.validate(content)
    assert content.cells[0].id == "function-gr__e"
    assert content.cells[0].metadata == {"nbgrader": {"points": 2}}
    assert content.metadata == {"authors": []}


@pytest.mark.parametrize("lesson_id", ["03_update_step", "06_cost"])
def test_a_filled_in_notebook_scores_everything_and_an_untouched_one_is_not_attempted(
    lesson_id: str, grade_one: GradeOne, tmp_path: Path
) -> None:
    lesson = find_lesson(COURSE, lesson_id)
    path = tmp_path / f"{lesson.module}.ipynb"
    path.write_bytes(notebook(cells_of(lesson, True)))
    result = grade_one(lesson_id, path)
    assert (result.score, result.output) == (10.0, None)
    path.write_bytes(notebook(cells_of(lesson)))
    result = grade_one(lesson_id, path)
    assert (result.score, {check.outcome for check in result.checks}) == (0.0, {"not_attempted"})
    assert result.output is None


def test_a_function_whose_cell_was_deleted_is_not_attempted_and_costs_no_other(
    grade_one: GradeOne, tmp_path: Path
) -> None:
    lesson = find_lesson(COURSE, "03")
    cells = [cell for cell in cells_of(lesson, True) if cell.name != "update_parameters"]
    (tmp_path / "update_step.ipynb").write_bytes(notebook(cells))
    outcomes = {str(check.outcome) for check in grade_one(lesson.id, tmp_path / "update_step.ipynb").checks}
    assert outcomes == {
        "passed",
        "not_attempted",
    }  # no error: the cells that test and draw do nothing where it is graded
