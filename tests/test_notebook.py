"""What a student's notebook shows: the visible tests and the picture, of what is defined at this moment.

A real kernel runs the cells of a released notebook, in a student's copy of the course.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT
from msgspec.structs import replace

from grader.course import find_lesson, load_course
from grader.notebook import draw, run_tests
from grader.notebooks import Cell, lesson_cells, notebook

LESSON = "03_update_step"
COURSE = load_course(ROOT)
EXECUTE = """\
import sys, nbclient, nbformat
content = nbformat.read(sys.argv[1], as_version=4)
nbclient.NotebookClient(content, timeout=300, allow_errors=True).execute()
nbformat.write(content, sys.argv[1])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One lesson of the course as a student has it."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(
        ROOT / "exercises" / LESSON, folder / "exercises" / LESSON, ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "course.yml").write_text(
        f"id: own\ntitle: Own\nversion: '1'\nlessons:\n  - id: {LESSON}\n    title: One step\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def shown(copy: Path) -> Mapping[str, str]:
    """By cell, what it printed, and `<picture>` for each picture: a lesson's cells in a student's order of work."""
    lesson = find_lesson(COURSE, LESSON)
    predict, step, parameters, tests, figure = [cell for cell in lesson_cells(COURSE, lesson) if cell.kind == "code"]
    solved = {cell.id: cell for cell in lesson_cells(COURSE, lesson, solved=True)}

    def again(cell: Cell, name: str, old: str = "", new: str = "") -> Cell:
        return replace(cell, name=name, source=cell.source.replace(old, new))

    cells = [
        again(step, "broken", "learning_rate):", "learning_rate:"),
        parameters,
        again(tests, "broken"),
        again(figure, "broken"),
        step,
        again(tests, "untouched"),
        again(solved[step.id], "typo", "w - learning_rate", "w - rate"),
        solved[parameters.id],
        again(tests, "typo"),
        again(figure, "typo"),
        again(solved[step.id], "right"),
        again(tests, "right"),
        again(figure, "right"),
        Cell("code", "setup", "plot", "import sys\nfrom matplotlib import pyplot\npyplot.plot([1, 2])\nsys.path[0]"),
        predict,
    ]
    path = copy / "notebooks" / LESSON / "update_step.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook(cells))
    subprocess.run([sys.executable, "-c", EXECUTE, path.name], cwd=path.parent, check=True)
    texts = {}
    for cell in nbformat.read(path, as_version=4).cells:
        parts = [
            output.text if "text" in output else "<picture>"
            for output in cell.outputs
            if "text" in output or "image/png" in output.get("data", {})
        ]
        texts[cell.id] = "".join(parts) + "".join(output.ename for output in cell.outputs if "ename" in output)
    return texts


def test_untouched_functions_are_not_started(shown: Mapping[str, str]) -> None:
    assert f"{LESSON}  not started       next: fill in the cells above and run them" in shown["tests-untouched"]
    assert "9 skipped" in shown["tests-untouched"]
    assert "FAILURES" not in shown["tests-untouched"]


def test_a_cell_with_a_syntax_error_costs_only_what_it_defines(shown: Mapping[str, str]) -> None:
    assert shown["function-broken"] == "SyntaxError"
    assert "9 skipped" in shown["tests-broken"]
    assert "Not defined: update_step. Run every cell above, and see whether one fails." in shown["tests-broken"]
    assert shown["figure-broken"].startswith("No picture yet: it needs functions that are not written")


def test_a_mistake_is_shown_with_the_line_of_its_cell_and_the_hint(shown: Mapping[str, str]) -> None:
    assert (
        "Right of the minimum the slope is positive, so the step goes left.\n"
        "    assert update_step(5.0, 4.0, 0.1) == approx(4.6)\n"
        "NameError: name 'rate' is not defined\n"
        "    update_step, line 11 of its cell: return w - rate * gradient\n"
        "Hint: w minus learning_rate times gradient.\n"
    ) in shown["tests-typo"]
    assert shown["figure-typo"].startswith(
        "NameError: name 'rate' is not defined\n    update_step, line 11 of its cell"
    )


def test_after_an_edit_the_same_cells_see_the_new_function(shown: Mapping[str, str]) -> None:
    assert f"{LESSON}  9 of 9 pass" in shown["tests-right"]
    assert "These are the visible tests. Hidden tests ask more" in shown["tests-right"]
    assert "9 passed" in shown["tests-right"]
    assert "Not defined" not in shown["tests-right"]
    assert shown["figure-right"] == "<picture>"


def test_the_students_own_plots_and_imports_stay_as_they_were(shown: Mapping[str, str]) -> None:
    assert shown["setup-plot"] == "<picture>"


def test_what_a_run_prints_is_no_other_than_that_of_pytest_on_a_file(copy: Path, shown: Mapping[str, str]) -> None:
    right = (ROOT / "solutions" / LESSON / "update_step.py").read_text(encoding="utf-8")
    folder = copy / "exercises" / LESSON
    stub = (folder / "update_step.py").read_text(encoding="utf-8")
    (folder / "update_step.py").write_text(right.replace("w - learning_rate", "w - rate"), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"exercises/{LESSON}"]
    run = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    (folder / "update_step.py").write_text(stub, encoding="utf-8")

    def lines(text: str) -> list[str]:
        places = ("    update_step", "9 failed")  # the line of an exception, and how long all took
        return [line for line in text.splitlines() if not line.startswith(places)]

    assert lines(shown["tests-typo"]) == lines(run.stdout)


def test_a_lesson_that_does_not_exist_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    run_tests("99", course=ROOT, namespace={})
    assert capsys.readouterr().out.startswith("grader: no lesson '99' in downslope. Its lessons: 01_derivative, ")


@pytest.mark.parametrize("call", [run_tests, draw])
def test_without_a_course_it_is_said_where_a_notebook_belongs(
    call: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert callable(call)
    call("03")
    assert "there is no course.yml in" in capsys.readouterr().out
    call("03", course=tmp_path / "nowhere")
    said = capsys.readouterr().out
    assert f"grader: there is no course.yml in {tmp_path / 'nowhere'}. Keep the notebook in the course's folder" in said
