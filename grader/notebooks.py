"""A lesson as a notebook: its text, then the stub in cells, then calls that run its visible tests and draw its picture.

Made from the lesson's README and reference, without nbformat. What those calls do is in `notebook.py`; where the files
go is in `release.py`.
"""

from __future__ import annotations

import ast
import base64
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from grader.figures import draw_reference
from grader.model import Course, Lesson
from grader.stubs import BEGIN, END, INLINE, make_stub

Role = Literal["readme", "setup", "predict", "function", "tests", "figure", "points"]
PICTURE = "figure.png"
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_TESTS = """\
# The visible tests. Run the cells that you have changed, then this one.
from grader.notebook import run_tests

run_tests("{lesson}")"""
_FIGURE = """\
# The lesson's picture, drawn from your own functions.
from grader.notebook import draw

draw("{lesson}")"""


class Cell(msgspec.Struct, frozen=True):
    """One cell. Text is Markdown, code is Python without a line break at its end.

    `role` says what it is for: `readme`, text; `setup`, code that is given; `predict`, an assignment whose values the
    student writes; `function`, a function or class that the student writes; `tests` and `figure`, calls of the engine;
    `points`, where a platform puts them.
    `name` is that of the function or variable, a number for `readme` and `setup`, and empty for the others.
    `attachments` are PNG pictures that the text shows, by name. `metadata` is the cell's own in the file.
    """

    kind: Literal["text", "code"]
    role: Role
    name: str
    source: str
    attachments: dict[str, bytes] = {}
    metadata: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The same for the same lesson, in letters that nbformat and nbgrader allow: `function-update_step`."""
        name = f"{self.role}-{self.name}" if self.name else self.role
        return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64]


def lesson_cells(course: Course, lesson: Lesson, solved: bool = False) -> list[Cell]:
    """The cells of a lesson's notebook, in their order: text, code, tests, figure. Needs the course's references.

    With `solved` the code is the reference's, with its solution markers; without it, the stub's. Both have the same
    cells in the same order, so they can be paired. A helper that only the reference has, between markers at the top
    level, is in the cell of the function that follows it. Cells that a lesson has no use for are left out.
    """
    folder = course.root / "exercises" / lesson.id
    reference = (course.root / "solutions" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8")
    cells = _text_cells(course, lesson)
    for cell in _code_cells(reference):
        source = cell.source if solved else make_stub(cell.source, f"{lesson.id}, {cell.id}").strip("\n")
        cells.append(msgspec.structs.replace(cell, source=source))
    if any(folder.glob("test_*.py")):
        cells.append(Cell("code", "tests", "", _TESTS.format(lesson=lesson.id)))
    if (folder / "figure.py").is_file():
        cells.append(Cell("code", "figure", "", _FIGURE.format(lesson=lesson.id)))
    return cells


def notebook(cells: Sequence[Cell], metadata: Mapping[str, Any] = METADATA) -> bytes:
    """A notebook of format 4.5 with these cells, as Jupyter itself would write it; equal for equal cells."""
    content = {"cells": [_json(cell) for cell in cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _json(cell: Cell) -> dict[str, Any]:
    common = {"id": cell.id, "metadata": cell.metadata, "source": cell.source.splitlines(keepends=True)}
    if cell.kind == "code":
        return {"cell_type": "code", **common, "execution_count": None, "outputs": []}
    pictures = {name: {"image/png": base64.b64encode(data).decode("ascii")} for name, data in cell.attachments.items()}
    return {"cell_type": "markdown", **common, **({"attachments": pictures} if pictures else {})}


def _text_cells(course: Course, lesson: Lesson) -> list[Cell]:
    """The lesson's page, a cell for each of its sections. It says what to do in a notebook instead of in a file."""
    page = course.root / "exercises" / lesson.id / "README.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else f"# {lesson.title}\n"
    text = text.replace(f"In `{lesson.module}.py`", "In the cells below")
    text = text.replace(f"\npytest exercises/{lesson.id}\n", f'\nrun_tests("{lesson.id}")\n')
    # Links, but not pictures: where the notebook lies, these files are two folders up.
    text = re.sub(r"(?<!!)(\[[^]\n]*\])\((?![\w+.-]+:|[#/])", rf"\1(../../exercises/{lesson.id}/", text)
    picture: dict[str, bytes] = {}
    if "](figure.svg)" in text and (page.parent / "figure.py").is_file():
        # JupyterLab shows no SVG that is attached, and other programs none in a data URI.
        text = text.replace("](figure.svg)", f"](attachment:{PICTURE})")
        picture[PICTURE] = draw_reference(course, lesson, ".png")
    return [
        Cell("text", "readme", str(number), section, picture if f"attachment:{PICTURE}" in section else {})
        for number, section in enumerate(_sections(text), 1)
    ]


def _sections(text: str) -> list[str]:
    """The text, cut before each heading of the second level; a line in a code block is no heading."""
    sections: list[list[str]] = [[]]
    in_code = False
    for line in text.split("\n"):
        in_code ^= line.startswith("```")
        if line.startswith("## ") and not in_code:
            sections.append([])
        sections[-1].append(line)
    return [section for lines in sections if (section := "\n".join(lines).strip("\n"))]


def _code_cells(reference: str) -> list[Cell]:
    """The reference's code in cells, with its markers, and without its docstring, which a notebook would print."""
    lines = reference.rstrip("\n").split("\n")
    hidden = _top_regions(lines)
    tree = ast.parse(reference)
    parts: list[tuple[Role, str, list[str]]] = []
    start = 0
    for node in tree.body:
        end = node.end_lineno or node.lineno
        if end in hidden:
            continue  # a helper of the reference; it goes with what follows
        while end < len(lines) and lines[end].startswith((" ", "\t")):
            end += 1  # comments, such as a marker, that still belong to it
        text, start = lines[start:end], end
        if node is tree.body[0] and ast.get_docstring(tree) is not None:
            continue
        role, name = _role(node, text)
        if role == "setup" and parts and parts[-1][0] == "setup":
            parts[-1][2].extend(text)
        else:
            parts.append((role, name, text))
    if parts:
        parts[-1][2].extend(lines[start:])
    numbers = itertools.count(1)
    return [Cell("code", role, name or str(next(numbers)), "\n".join(text).strip("\n")) for role, name, text in parts]


def _top_regions(lines: Sequence[str]) -> set[int]:
    """The numbers of the lines between markers at the top level, from 1."""
    inside: set[int] = set()
    hidden = False
    for number, line in enumerate(lines, 1):
        hidden = (hidden or line == BEGIN) and line != END
        if hidden:
            inside.add(number)
    return inside


def _role(node: ast.stmt, text: Sequence[str]) -> tuple[Role, str]:
    """What a statement is for; `text` are its lines and those that stand before it. What is given has no name."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and any(
        line[:1] == " " and line.strip() == BEGIN for line in text
    ):
        return "function", node.name
    if isinstance(node, ast.Assign) and any(line.endswith(INLINE) for line in text):
        return "predict", ast.unparse(node.targets[0])
    return "setup", ""
