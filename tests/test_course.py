"""course.yml is read right, and a broken one is reported whole: every problem, with its line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import MINI
from hypothesis import given
from hypothesis import strategies as st

from grader.course import load_course, pick_lessons
from grader.errors import CourseError, UsageError
from grader.model import Course, Lesson, Limits

GOOD = (MINI / "course.yml").read_text(encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature course, to be broken."""
    return Path(shutil.copytree(MINI, tmp_path / "course"))


def problems_of(root: Path, text: str) -> list[str]:
    (root / "course.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match="to fix before anything can be graded") as caught:
        load_course(root)
    return caught.value.problems


def test_a_course_is_read_with_its_defaults_and_its_own_limits(mini_course: Course) -> None:
    limits = Limits(call_seconds=0.5, lesson_seconds=3, wall_factor=4)
    assert mini_course == Course(
        id="mini",
        title="A miniature course",
        version="1",
        feedback="full",
        lessons=(
            Lesson("01_double", "Twice as much", "double", 10.0, 1.0, False, limits),
            Lesson("02_mean", "The middle of many numbers", "mean", 10.0, 1.0, False, limits),
        ),
        root=MINI,
    )


def test_a_lesson_may_have_limits_weight_points_and_bonus_of_its_own(copy: Path) -> None:
    own = "\n    points: 8\n    weight: 2.5\n    bonus: true\n    limits: {memory_mb: 300}\n"
    (copy / "course.yml").write_text(GOOD.rstrip() + own, encoding="utf-8")
    first, second = load_course(copy).lessons
    assert second.limits == Limits(call_seconds=0.5, lesson_seconds=3, wall_factor=4, memory_mb=300)
    assert (second.points, second.weight, second.bonus, second.max_score) == (8, 2.5, True, 20)
    assert first.limits == Limits(call_seconds=0.5, lesson_seconds=3, wall_factor=4)


BROKEN = """\
id: 7
title: ""
verison: "1"
feedback: loud
limits:
  call_seconds: 0
  lesson_seconds: .nan
  memory_mb: 1.5
  file_kb: true
  threads: 2
lessons:
  - id: 01_double
    title: Twice
    weight: -1
  - title: No name
    bonus: yes please
  - 3
  - id: 01_double
    title: Twice again
    limits: fast
  - id: 03_absent
    title: [a, b]
    points: "10"
    points: 2020-13-45
"""


def test_every_problem_of_a_broken_file_is_reported_at_once_with_line_and_field(copy: Path) -> None:
    assert problems_of(copy, BROKEN) == [
        "line 1: id: must be a short text, not 7",
        'line 1: version: missing; it must be a text in quotes, such as "1.0"',
        "line 2: title: must be a text, not ''",
        "line 3: verison: unknown field; known are id, title, version, feedback, limits, policy, lessons",
        "line 4: feedback: must be full, hints or score, not 'loud'",
        "line 6: limits.call_seconds: must be a number of seconds above 0, not 0",
        "line 7: limits.lesson_seconds: must be a number of seconds above 0, not nan",
        "line 8: limits.memory_mb: must be a whole number of at least 256, not 1.5",
        "line 9: limits.file_kb: must be a whole number from 1 to 16384, not True",
        "line 10: limits.threads: unknown field; known are call_seconds, check_seconds, lesson_seconds, wall_factor, "
        "output_kb, memory_mb, file_kb, submission_seconds, archive_mb, archive_files",
        "line 14: lessons[0].weight: must be a number above 0, not -1",
        "line 15: lessons[1].id: missing; it must be a folder name such as 03_update_step",
        "line 16: lessons[1].bonus: must be true or false, not 'yes please'",
        "line 17: lessons[2]: must be a mapping with id and title",
        "line 18: lessons[3].id: '01_double' is used twice",
        "line 20: lessons[3].limits: must be a mapping of limits, not 'fast'",
        "line 21: lessons[4]: exercises/03_absent/absent.py does not exist",
        "line 21: lessons[4]: solutions/03_absent/absent.py does not exist",
        "line 21: lessons[4]: autograder_tests/03_absent/test_hidden_absent.py does not exist",
        "line 22: lessons[4].title: must be a text, not ['a', 'b']",
        "line 23: lessons[4].points: must be a number above 0, not '10'",
        "line 24: lessons[4].points: given twice",
        "line 24: lessons[4].points: must be a number above 0, not something unreadable",
    ]


def test_the_message_names_the_file_and_counts_the_problems(copy: Path) -> None:
    (copy / "course.yml").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(CourseError, match=r"course\.yml: 23 problems to fix before anything can be graded\n  line 1: "):
        load_course(copy)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the file must be a mapping with id, title, version and lessons"),
        ("- id", "line 1: the file must be a mapping with id, title, version and lessons"),
        ("id: [", "not valid YAML: "),
        ("id: a\n---\nid: b", "not valid YAML: "),
        ("id: \0", "not valid YAML: "),
        (GOOD.replace("id: mini", "id: !!python/object:os.system x"), "id: must be a short text, not something"),
        (GOOD.replace("id: mini", "id: 2020-13-45"), "line 2: id: must be a short text, not something unreadable"),
        (GOOD.replace("id: mini", "? [a, b]\n: mini"), "line 2: ?: unknown field"),
        (GOOD.replace("id: 02_mean", "id: ../02_mean"), "lessons[1].id: must be a folder name such as"),
        (
            GOOD.replace("id: 02_mean", "id: 02_mean\n    module: m/n"),
            "lessons[1].module: must be a Python file's name",
        ),
        (GOOD.replace("id: 02_mean", "id: double"), "lessons[1].module: 'double' is used twice"),
        (GOOD[: GOOD.index("lessons:")] + "lessons: []", "lessons: must be a list with at least one lesson, not []"),
        (GOOD + "    limits: {call_seconds: 1e9}", "lessons[1].limits.call_seconds: must be a number of seconds"),
    ],
)
def test_each_kind_of_damage_has_a_message(copy: Path, text: str, problem: str) -> None:
    assert any(problem in found for found in problems_of(copy, text))


def test_a_file_that_is_not_utf8_is_a_broken_course(copy: Path) -> None:
    (copy / "course.yml").write_bytes(b"id: \xe9\n")
    with pytest.raises(CourseError, match="not valid YAML: 'utf-8' codec can't decode"):
        load_course(copy)


def test_a_folder_without_a_course_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"course\.yml: no such file\. Name the course's folder with --course"):
        load_course(tmp_path)


@given(
    lines=st.lists(st.sampled_from([*GOOD.splitlines(), "  - x", "    id: &a [*a]", "\t:", "limits: 3", "...", "%"]))
)
def test_any_mixture_of_lines_is_a_course_or_a_course_error(lines: list[str], tmp_path_factory: object) -> None:
    root = tmp_path_factory.getbasetemp() / "any course"  # type: ignore[attr-defined]
    root.mkdir(exist_ok=True)
    (root / "course.yml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CourseError, match="to fix before anything can be graded"):
        load_course(root)  # never a course: its lessons' files do not exist here


def test_lessons_are_picked_in_the_order_of_the_course(mini_course: Course) -> None:
    first, second = mini_course.lessons
    assert pick_lessons(mini_course, []) == (first, second)
    assert pick_lessons(mini_course, ["02_mean", "01_double", "02_mean"]) == (first, second)
    assert pick_lessons(mini_course, ["02_mean"]) == (second,)
    assert pick_lessons(mini_course, ["02", "double"]) == (first, second)


def test_an_unknown_lesson_is_named_beside_the_known_ones(mini_course: Course) -> None:
    with pytest.raises(UsageError, match=r"no lesson '2' in mini\. Its lessons: 01_double, 02_mean"):
        pick_lessons(mini_course, ["2"])
