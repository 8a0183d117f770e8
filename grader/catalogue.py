"""The specimens of a lesson: correct solutions in several styles, and wrong ones with the misconception they show.

A specimen's docstring says what it is. In `correct/` that is one line, the style; in `wrong/` a title and then

    hint: one sentence that leads without telling
    caught_by: the id of the check that must fail
    keeps: the points that it must still earn, out of the lesson's
"""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.errors import CourseError

_FIELDS = ("hint", "caught_by", "keeps")


class Correct(msgspec.Struct, frozen=True):
    """A right answer in some style."""

    id: str
    path: Path
    title: str


class Misconception(msgspec.Struct, frozen=True):
    """A wrong answer, the check that must catch it, and the points that it keeps."""

    id: str
    path: Path
    title: str
    hint: str
    caught_by: str
    keeps: float


def correct_styles(root: Path, lesson_id: str) -> Sequence[Correct]:
    """Every file in the lesson's `correct/` folder."""
    return [correct_style(path) for path in specimen_files(root, lesson_id, "correct")]


def misconceptions(root: Path, lesson_id: str) -> Sequence[Misconception]:
    """Every file in the lesson's `wrong/` folder. `CourseError` when one does not say what it shows."""
    return [misconception(path) for path in specimen_files(root, lesson_id, "wrong")]


def specimen_files(root: Path, lesson_id: str, kind: str) -> list[Path]:
    """The files of a lesson's `correct/` or `wrong/` folder, by name."""
    return sorted((root / "autograder_tests" / lesson_id / kind).glob("*.py"))


def correct_style(path: Path) -> Correct:
    """One file of `correct/`. `CourseError` when it does not say what it shows."""
    return Correct(path.stem, path, _docstring(path).splitlines()[0])


def misconception(path: Path) -> Misconception:
    """One file of `wrong/`. `CourseError` when it does not say what it shows."""
    title, *lines = _docstring(path).splitlines()
    fields = dict(line.split(": ", 1) for line in lines if ": " in line)
    missing = [name for name in _FIELDS if name not in fields]
    if missing:
        raise CourseError(str(path), [f"its docstring lacks `{name}: ...`" for name in missing])
    try:
        keeps = float(fields["keeps"])
        if not 0 <= keeps < math.inf:
            raise ValueError
    except ValueError:
        raise CourseError(str(path), [f"keeps: must be a number of points, not {fields['keeps']!r}"]) from None
    return Misconception(path.stem, path, title, fields["hint"], fields["caught_by"], keeps)


def _docstring(path: Path) -> str:
    try:
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    except (SyntaxError, UnicodeDecodeError) as error:
        raise CourseError(str(path), [f"cannot be read: {error}"]) from None
    if not text:
        raise CourseError(str(path), ["has no docstring to say what it shows"])
    return text
