"""The page for teachers names lessons, lectures and checks that exist, and the points and minutes that it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT

from grader.course import load_course
from grader.exam import load_lesson

PAGE = (ROOT / "docs" / "course.md").read_text(encoding="utf-8")
COURSE = load_course(ROOT)
LESSON_ID = r"\d\d_\w+"
WHOLE = "lesson as a whole"  # said of a lesson whose checks are not listed one by one
EXISTING = {lesson.id for lesson in COURSE.lessons}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its first line."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


LESSONS = rows("Minutes and points")
LECTURES = rows("Lecture by lecture")
ARGUMENT = rows("The central argument, step by step")
SLIPS = rows("Three slips that are not taught")


def numbers(cell: str) -> list[int]:
    """`18-21, 23` as 18, 19, 20, 21, 23."""
    pairs = [re.findall(r"\d+", part) for part in cell.split(",")]
    return [number for pair in pairs if pair for number in range(int(pair[0]), int(pair[-1]) + 1)]


def shown_by(cell: str) -> dict[str, list[str]]:
    """The lessons in a last cell, each with its checks; none where the cell says that the whole lesson shows it."""
    found = {}
    for part in filter(None, cell.split("; ")):
        match = re.fullmatch(rf"`({LESSON_ID})`: (?:{WHOLE}|(`\w+`(?:, `\w+`)*))", part)
        assert match is not None, part
        found[match[1]] = re.findall(r"\w+", match[2] or "")
    return found


NAMED = [
    (lesson_id, check)
    for row in [*LECTURES, *ARGUMENT, *SLIPS]
    for lesson_id, checks in shown_by(row[-1]).items()
    for check in checks
]


@cache
def checks_of(lesson_id: str) -> dict[str, float]:
    """The checks of a lesson's hidden tests, with their points."""
    (lesson,) = [lesson for lesson in COURSE.lessons if lesson.id == lesson_id]
    return {check.id: check.points for check in load_lesson(COURSE, lesson)[0]}


def test_every_lesson_of_the_course_is_on_the_page_in_its_order() -> None:
    listed = [row[0].strip("`") for row in LESSONS]
    assert [name for name in listed if name in EXISTING] == [lesson.id for lesson in COURSE.lessons]
    assert [int(name[:2]) for name in listed] == list(range(1, len(listed) + 1))
    assert set(re.findall(rf"`({LESSON_ID})`", PAGE)) == set(listed)


@pytest.mark.parametrize(("lesson_id", "check"), sorted(set(NAMED)))
def test_every_check_on_the_page_exists_in_its_lesson(lesson_id: str, check: str) -> None:
    assert check in checks_of(lesson_id)


def test_every_lesson_that_exists_shows_something_of_a_lecture_and_of_the_argument() -> None:
    assert {lesson_id for lesson_id, _ in NAMED} <= EXISTING
    beyond = {row[0].strip("`") for row in LESSONS if not numbers(row[1])}
    assert set().union(*(shown_by(row[-1]) for row in LECTURES)) >= EXISTING - beyond
    assert all(shown_by(row[-1]) for row in [*ARGUMENT, *SLIPS])


def test_all_lectures_are_there_once_and_both_tables_agree_on_them() -> None:
    assert sorted(number for row in LECTURES for number in numbers(row[0])) == list(range(1, 27))
    for lesson_id, lectures, *_ in LESSONS:
        told = {n for row in LECTURES if lesson_id.strip("`") in shown_by(row[-1]) for n in numbers(row[0])}
        assert told == set(numbers(lectures)), lesson_id


def test_the_argument_has_its_eight_steps_in_order() -> None:
    assert [row[0].partition(".")[0] for row in ARGUMENT] == list("12345678")


def test_there_are_three_slips_each_with_a_check_of_its_own() -> None:
    assert len(SLIPS) == 3
    assert all(any(checks for checks in shown_by(row[-1]).values()) for row in SLIPS)
    predict = load_lesson(COURSE, COURSE.lessons[2])[2].PREDICT
    questions = re.findall(r"question `(\w+)`", PAGE)
    assert len(questions) == 2
    assert set(questions) <= set(predict)


def test_points_are_those_of_the_course() -> None:
    points = {row[0].strip("`"): row[3] for row in LESSONS}
    for lesson in COURSE.lessons:
        assert points[lesson.id] == f"{lesson.max_score:g}" + (", bonus" if lesson.bonus else "")
        assert checks_of(lesson.id)["predictions"] == 1


def test_minutes_are_summed_correctly() -> None:
    ordinary = sum(int(row[2]) for row in LESSONS if "bonus" not in row[3])
    bonus = sum(int(row[2]) for row in LESSONS if "bonus" in row[3])
    assert f"Together {ordinary} minutes" in PAGE
    assert f"and {bonus} minutes for the bonus" in PAGE
    assert ordinary // 60 == int(re.search(r"a little more than (\d+) hours", PAGE)[1])  # type: ignore[index]


def test_the_example_of_weight_and_bonus_does_what_the_page_says(tmp_path: Path) -> None:
    example = re.search(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert example is not None
    for folder in ("exercises", "solutions", "autograder_tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    head = 'id: one\ntitle: One\nversion: "1"\nlessons:\n'
    (tmp_path / "course.yml").write_text(head + example[1], encoding="utf-8")
    weighted, bonus = load_course(tmp_path).lessons
    assert f"{weighted.max_score:g} points instead of 10" in example[1]
    assert (weighted.bonus, bonus.bonus) == (False, True)


def test_files_named_on_the_page_exist() -> None:
    paths = [path for path in re.findall(r"`([\w/]+\.py)`", PAGE) if "/" in path]
    assert paths
    assert [path for path in paths if not (ROOT / path).is_file()] == []
