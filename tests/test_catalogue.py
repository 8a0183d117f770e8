"""The specimens of a lesson say what they show; one that does not is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.catalogue import Correct, Misconception, correct_styles, misconceptions
from grader.errors import CourseError

WRONG = '''"""The sign is flipped.

A sentence: that explains it at length.

hint: Which way is down: left or right?
caught_by: step_of_a_number
keeps: 2.5
"""
'''


def specimen(root: Path, kind: str, name: str, text: str | bytes) -> Path:
    path = root / "autograder_tests" / "01_double" / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_misconception_has_a_title_a_hint_its_check_and_what_it_keeps(tmp_path: Path) -> None:
    path = specimen(tmp_path, "wrong", "uphill.py", WRONG)
    specimen(tmp_path, "wrong", "notes.txt", "no specimen")
    assert misconceptions(tmp_path, "01_double") == [
        Misconception(
            "uphill", path, "The sign is flipped.", "Which way is down: left or right?", "step_of_a_number", 2.5
        )
    ]


def test_a_correct_style_is_described_by_its_first_line_and_styles_are_sorted(tmp_path: Path) -> None:
    paths = [specimen(tmp_path, "correct", name, '"""In one line.\n\nMore.\n"""') for name in ("b.py", "a.py")]
    assert correct_styles(tmp_path, "01_double") == [
        Correct("a", paths[1], "In one line."),
        Correct("b", paths[0], "In one line."),
    ]


def test_a_lesson_without_specimens_has_none(tmp_path: Path) -> None:
    assert list(correct_styles(tmp_path, "01_double")) == list(misconceptions(tmp_path, "01_double")) == []


def test_everything_that_a_docstring_lacks_is_named_at_once(tmp_path: Path) -> None:
    specimen(tmp_path, "wrong", "uphill.py", '"""Title.\n\ncaught_by: a\n"""')
    with pytest.raises(CourseError, match=r"uphill\.py: 2 problems") as caught:
        misconceptions(tmp_path, "01_double")
    assert caught.value.problems == ["its docstring lacks `hint: ...`", "its docstring lacks `keeps: ...`"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WRONG.replace("2.5", "most"), "keeps: must be a number of points, not 'most'"),
        ("x = 1", "has no docstring to say what it shows"),
        ('""" """', "has no docstring to say what it shows"),
        ("def f(:", "cannot be read: invalid syntax"),
        (b'"""\xe9"""', "cannot be read: 'utf-8' codec can't decode"),
        (b"\0", "cannot be read: source code string cannot contain null bytes"),
    ],
)
def test_a_specimen_that_does_not_say_what_it_shows_is_a_broken_course(
    tmp_path: Path, text: str | bytes, problem: str
) -> None:
    specimen(tmp_path, "wrong", "uphill.py", text)
    with pytest.raises(CourseError, match=rf"(?s)uphill\.py: 1 problem .*{problem}"):
        misconceptions(tmp_path, "01_double")


def test_the_fields_of_a_correct_style_are_not_asked_for(tmp_path: Path) -> None:
    specimen(tmp_path, "correct", "a.py", "x = 1")
    with pytest.raises(CourseError, match="has no docstring to say what it shows"):
        correct_styles(tmp_path, "01_double")
