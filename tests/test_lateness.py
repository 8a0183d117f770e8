"""Which attempt counts and what being late costs: the page's own examples, exact fractions, and the edges."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import MINI, ROOT
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.course import load_course
from grader.model import (
    Attempts,
    Course,
    CourseLabel,
    Late,
    LateLesson,
    Lesson,
    LessonResult,
    Policy,
    Result,
    Status,
    SubmissionLabel,
    Times,
)
from grader.report.html import feedback_page
from grader.report.results import student_view, to_json
from grader.score import counting, days_late, tidy, with_lateness
from grader.students import read_times

PAGE = (ROOT / "docs" / "lateness.md").read_text(encoding="utf-8")
DUE = datetime(2026, 12, 1, 12, tzinfo=timezone(timedelta(hours=1)))
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TEN_A_DAY = Policy(due=DUE, late_percent_per_day=10)

percents = st.integers(0, 100)
distances = st.timedeltas(-5 * DAY, 20 * DAY)


def course(policy: Policy, *lessons: Lesson) -> Course:
    return Course("mini", "Mini", "1", "full", lessons or (Lesson("01_a", "A", "a"),), Path("."), policy=policy)


def result(*scores: float, status: Status = "graded", max_score: float = 10.0) -> Result:
    """A result with lessons 01_a, 02_b, ... that earned these scores."""
    ids = [f"{number:02}_{letter}" for number, letter in enumerate("abc", start=1)]
    return Result(
        course=CourseLabel("mini", "1"),
        student="ada",
        status=status,
        score=tidy(sum(scores)),
        max_score=max_score * len(scores),
        submission=SubmissionLabel("sha256:0", ["a.py"]),
        isolation=[],
        lessons=[LessonResult(name, name, status, score, max_score, []) for name, score in zip(ids, scores)],
    )


def table_of(page: str, first_column: str) -> list[dict[str, str]]:
    """The rows of the table on a page whose first column has this name."""
    lines = page.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_column} |"))
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines[start:])
    header, _, *body = ([cell.strip() for cell in row.strip("|").split("|")] for row in rows)
    return [dict(zip(header, cells, strict=True)) for cells in body]


EXAMPLES = table_of(PAGE, "due")


# The page


def test_the_page_has_examples_of_every_kind() -> None:
    assert len(EXAMPLES) >= 8
    assert {row["days late"] for row in EXAMPLES} >= {"0", "1", "2", "9"}


@pytest.mark.parametrize("row", EXAMPLES, ids=[str(number) for number in range(1, len(EXAMPLES) + 1)])
def test_an_example_of_the_page_is_right(row: dict[str, str]) -> None:
    policy = Policy(
        due=datetime.fromisoformat(row["due"]),
        grace_minutes=float(row["grace"]),
        late_percent_per_day=float(row["per day"]),
        late_percent_at_most=float(row["at most"]),
    )
    times = Times(datetime.fromisoformat(row["submitted_at"]), float(row["extra_days"]))
    judged = with_lateness(result(float(row["earned"])), course(policy), times)
    late = judged.late or Late(0, 0.0, {})
    said = {"days late": late.days, "deducted": late.deducted, "score": judged.score}
    assert said == {name: float(row[name]) for name in said}


def test_every_field_of_the_policy_is_described_with_its_default() -> None:
    described = {row["field"].strip("`"): row["default"].strip("`") for row in table_of(PAGE, "field")}
    defaults = {field: getattr(Policy(), field) for field in Policy.__struct_fields__}
    shown = {field: "none" if value is None else f"{value:g}" if value != "last" else value
             for field, value in defaults.items()}  # fmt: skip
    assert described == shown


def test_the_files_of_the_page_can_be_read(tmp_path: Path) -> None:
    shutil.copytree(MINI, tmp_path, dirs_exist_ok=True)
    blocks = re.findall(r"```(?:yaml)?\n(.*?)```", PAGE, re.DOTALL)
    policy, students = blocks
    with open(tmp_path / "course.yml", "a", encoding="utf-8") as file:
        file.write(policy)
    (tmp_path / "students.csv").write_text(students, encoding="utf-8")
    loaded = load_course(tmp_path)
    due = datetime(2026, 12, 1, 23, 59, tzinfo=timezone(timedelta(hours=1)))
    assert loaded.policy == Policy("best", due, 15, 10, 50, "students.csv")
    times = read_times(loaded)
    assert [times["ada"].submitted_at, times["ben"].extra_days] == [due.replace(hour=20, minute=15), 2.0]


def test_what_being_late_adds_to_a_result_is_described() -> None:
    page = (ROOT / "docs" / "result.md").read_text(encoding="utf-8")
    names = {*Late.__struct_fields__, *LateLesson.__struct_fields__}
    assert {name for name in names if f"`{name}`" not in page} == set()
    assert "reserved" not in page


# Days


@pytest.mark.parametrize(
    ("late", "days"),
    [(-DAY, 0), (0 * DAY, 0), (SECOND / 1000, 1), (DAY, 1), (DAY + SECOND / 1000, 2), (10 * DAY, 10)],
)
def test_every_day_that_has_started_counts(late: timedelta, days: int) -> None:
    assert days_late(DUE + late, DUE, 0) == days


@pytest.mark.parametrize("grace", [1, 15, 60, 24 * 60, 3 * 24 * 60])
def test_behind_the_grace_days_count_from_due(grace: int) -> None:
    end = DUE + timedelta(minutes=grace)
    started = -(-grace // (24 * 60))
    assert days_late(end, DUE, grace) == 0
    assert days_late(end + SECOND, DUE, grace) == started + (grace % (24 * 60) == 0)


@given(distances, st.integers(-23, 23), st.integers(-23, 23), st.integers(0, 100))
def test_only_moments_count_and_not_the_clocks_that_show_them(
    late: timedelta, here: int, there: int, grace: int
) -> None:
    zones = [timezone(timedelta(hours=hours)) for hours in (here, there)]
    moved = days_late((DUE + late).astimezone(zones[0]), DUE.astimezone(zones[1]), grace)
    assert moved == days_late(DUE + late, DUE, grace)


# Points


@given(distances, percents, percents, st.integers(0, 200), st.integers(1, 12), st.fractions(0, 1))
def test_deductions_are_exact(
    late: timedelta, per_day: int, at_most: int, grace: int, points: int, share: Fraction
) -> None:
    """The oracle counts days one by one and calculates in fractions."""
    earned = tidy(float(points * share))
    policy = Policy("last", DUE, grace, per_day, at_most)
    judged = with_lateness(result(earned, max_score=float(points)), course(policy), Times(DUE + late))
    days = 0
    while late > timedelta(minutes=grace) and days * DAY < late:
        days += 1
    exact = min(Fraction(earned), Fraction(points) * min(days * per_day, at_most) / 100)
    assert abs(Fraction(judged.score) - (Fraction(earned) - exact)) <= Fraction(51, 10**6)
    assert 0 <= judged.score <= earned
    assert judged.lessons == result(earned, max_score=float(points)).lessons
    assert (judged.late.days if judged.late else 0) == days


@given(st.lists(distances, min_size=2, max_size=2).map(sorted), percents, percents, st.integers(0, 100))
def test_handing_in_later_is_never_better(moments: Sequence[timedelta], per_day: int, at_most: int, grace: int) -> None:
    policy = course(Policy("last", DUE, grace, per_day, at_most))
    sooner, later = (with_lateness(result(8.0), policy, Times(DUE + moment)).score for moment in moments)
    assert later <= sooner


def test_each_lesson_has_its_own_due_and_never_loses_more_than_it_earned() -> None:
    lessons = (
        Lesson("01_a", "A", "a"),
        Lesson("02_b", "B", "b", due=DUE + 2 * DAY),
        Lesson("03_c", "C", "c", bonus=True, due=DUE - 20 * DAY),
    )
    judged = with_lateness(result(8.0, 9.0, 4.0), course(TEN_A_DAY, *lessons), Times(DUE + 3 * DAY))
    assert judged.late == Late(
        23,
        8.0,
        {
            "01_a": LateLesson("2026-12-01T12:00:00+01:00", 3, 30, 3.0),
            "02_b": LateLesson("2026-12-03T12:00:00+01:00", 1, 10, 1.0),
            "03_c": LateLesson("2026-11-11T12:00:00+01:00", 23, 100, 4.0),
        },
    )
    assert judged.score == 13.0
    assert [lesson.score for lesson in judged.lessons] == [8.0, 9.0, 4.0]
    assert judged.submission.submitted_at == "2026-12-04T12:00:00+01:00"


def test_a_lesson_may_be_due_where_the_course_is_not() -> None:
    lessons = (Lesson("01_a", "A", "a"), Lesson("02_b", "B", "b", due=DUE))
    judged = with_lateness(result(8.0, 8.0), course(Policy(late_percent_per_day=10), *lessons), Times(DUE + DAY))
    assert (judged.score, list(judged.late.lessons if judged.late else [])) == (15.0, ["02_b"])


def test_an_extension_moves_every_due_of_its_student() -> None:
    lessons = (Lesson("01_a", "A", "a"), Lesson("02_b", "B", "b", due=DUE - DAY))
    judged = with_lateness(result(8.0, 8.0), course(TEN_A_DAY, *lessons), Times(DUE + DAY, 1.5))
    assert judged.late == Late(1, 1.0, {"02_b": LateLesson("2026-12-02T00:00:00+01:00", 1, 10, 1.0)})


@pytest.mark.parametrize("status", ["missing", "ungraded"])
def test_what_was_not_graded_costs_nothing(status: Status) -> None:
    judged = with_lateness(result(0.0, 5.0, status=status), course(TEN_A_DAY), Times(DUE + DAY))
    assert (judged.late, judged.score) == (None, 5.0)


def test_one_ungraded_lesson_does_not_keep_another_from_being_late() -> None:
    one = result(8.0, 0.0)
    one = replace(one, lessons=[one.lessons[0], replace(one.lessons[1], status="ungraded")], status="ungraded")
    lessons = (Lesson("01_a", "A", "a"), Lesson("02_b", "B", "b"))
    judged = with_lateness(one, course(TEN_A_DAY, *lessons), Times(DUE + DAY))
    assert (list(judged.late.lessons if judged.late else []), judged.status) == (["01_a"], "ungraded")


def test_without_a_time_or_a_due_nothing_is_late() -> None:
    assert with_lateness(result(8.0), course(TEN_A_DAY), Times(None, 3)) == result(8.0)
    judged = with_lateness(result(8.0), course(Policy(late_percent_per_day=10)), Times(DUE))
    assert (judged.late, judged.score, judged.submission.submitted_at) == (None, 8.0, DUE.isoformat())


def test_late_for_nothing_is_still_said() -> None:
    judged = with_lateness(result(8.0), course(Policy(due=DUE)), Times(DUE + DAY))
    assert judged.late == Late(1, 0.0, {"01_a": LateLesson(DUE.isoformat(), 1, 0, 0.0)})


def test_a_due_at_the_end_of_time_can_be_put_off() -> None:
    never = course(Policy(due=datetime(9999, 12, 31, tzinfo=UTC), late_percent_per_day=10))
    assert with_lateness(result(8.0), never, Times(DUE, 14)).late is None


def test_percents_are_written_as_people_write_them() -> None:
    judged = with_lateness(result(8.0), course(Policy(due=DUE, late_percent_per_day=1.1)), Times(DUE + 3 * DAY))
    assert json.loads(to_json(judged))["late"]["lessons"]["01_a"]["percent"] == 3.3


def test_a_students_page_says_what_being_late_cost() -> None:
    """Otherwise its scores do not add up for the one who reads it."""
    policy = course(TEN_A_DAY)
    judged = with_lateness(result(8.0), policy, Times(DUE + DAY))
    page = feedback_page(policy, student_view(judged, "full"))
    assert re.search(r"\blate\b", page)


# Which attempt counts


@pytest.mark.parametrize(("policy", "counts"), [("last", 1), ("best", 0)])
def test_the_last_or_the_best_counts(policy: Attempts, counts: int) -> None:
    attempts = [result(8.0), result(5.0)]
    assert counting(attempts, policy) is attempts[counts]
    assert counting(attempts[:1], policy) is attempts[0]


def test_the_best_is_the_best_after_what_being_late_costs() -> None:
    policy = course(TEN_A_DAY)
    on_time = with_lateness(result(7.0), policy, Times(DUE))
    late = with_lateness(result(8.0), policy, Times(DUE + 2 * DAY))
    assert (on_time.score, late.score) == (7.0, 6.0)
    assert counting([on_time, late], "best") is on_time
    assert counting([on_time, late], "last") is late


def test_of_equal_ones_the_earliest_is_the_best() -> None:
    attempts = [result(5.0), result(8.0), result(8.0)]
    assert counting(attempts, "best") is attempts[1]


def test_an_ungraded_attempt_is_never_the_best_and_stays_the_last() -> None:
    attempts = [result(0.0), result(9.0, status="ungraded")]
    assert counting(attempts, "best") is attempts[0]
    assert counting(attempts, "last") is attempts[1]
    assert counting(attempts[1:], "best") is attempts[1]


@given(st.lists(st.tuples(percents.map(float), st.sampled_from(["graded", "ungraded"])), min_size=1, max_size=6))
def test_a_further_attempt_never_makes_the_best_worse(parts: list[tuple[float, Status]]) -> None:
    attempts = [result(score, status=status, max_score=100.0) for score, status in parts]
    bests = [counting(attempts[:count], "best") for count in range(1, len(attempts) + 1)]
    ranks = [(best.status == "graded", best.score if best.status == "graded" else 0) for best in bests]
    assert ranks == sorted(ranks)
