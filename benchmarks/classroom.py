"""The assignment that is graded: its course, its twenty submissions, classes of any size, submissions as notebooks."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT = Path(__file__).resolve().parent / "assignment"
LESSON, MODULE = "01_descent", "descent"
FUNCTIONS = ("update_step", "sigmoid", "ewma", "mse_gradient")


@cache
def students() -> dict[str, Path]:
    """Each student's file by name, right and wrong ones mixed, always in the same order."""
    paths = sorted((ASSIGNMENT / "submissions").glob("*/*.py"), key=lambda path: path.stem)
    return {path.stem: path for path in paths}


def is_right(student: str) -> bool:
    """Whether this student's submission deserves full marks. `NAME-0007` is a copy of `NAME`."""
    return students()[student.partition("-")[0]].parent.name == "right"


def copies(count: int) -> Iterator[tuple[str, Path]]:
    """Names and files of a class of `count`: the twenty submissions, again and again under other names."""
    twenty = list(students().items())
    for number in range(count):
        student, path = twenty[number % len(twenty)]
        yield f"{student}-{number // len(twenty):04}", path


def write_class(folder: Path, members: Sequence[tuple[str, Path]]) -> Path:
    """A folder with one folder for each student, as a learning platform hands them out."""
    folder.mkdir(parents=True)
    for name, path in members:
        (folder / name).mkdir()
        shutil.copyfile(path, folder / name / f"{MODULE}.py")
    return folder


def property_of(function: str) -> str:
    """The check of one function as a teacher writes it for the other tools: source that defines `property_of_...`."""
    return (ASSIGNMENT / "properties" / f"{function}.py").read_text(encoding="utf-8")


def cells(path: Path) -> dict[str, str]:
    """A script cut into one cell for each of the four functions; what stands above a function belongs to its cell."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    found: dict[str, str] = {}
    start = 0
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS:
            assert node.end_lineno is not None
            found[node.name] = "\n".join(lines[start : node.end_lineno]).strip()
            start = node.end_lineno
    assert tuple(found) == FUNCTIONS, f"{path.name}: functions missing or in another order"
    assert not "".join(lines[start:]).strip(), f"{path.name}: code below the last function"
    return found


def notebook(sources: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """A notebook of code cells, each with its metadata, as the text of an .ipynb file."""
    made = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": metadata,
            "outputs": [],
            "source": source,
        }
        for number, (source, metadata) in enumerate(sources)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)
