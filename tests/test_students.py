"""The CSV of students' times: what is read from it, and every way in which it can be wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import CourseError, UsageError
from grader.model import Course, Policy, Times
from grader.students import read_times

WHEN = "2026-12-01T20:15:00+01:00"
MOMENT = datetime(2026, 12, 1, 20, 15, tzinfo=timezone(timedelta(hours=1)))


def course(folder: Path, students: str | None = "students.csv") -> Course:
    return Course("mini", "Mini", "1", "full", (), folder, policy=Policy(students=students))


def read(folder: Path, content: str | bytes) -> dict[str, Times]:
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "students.csv").write_bytes(data)
    return read_times(course(folder))


def problems(folder: Path, content: str | bytes) -> list[str]:
    with pytest.raises(CourseError) as raised:
        read(folder, content)
    assert raised.value.where == str(folder / "students.csv")
    return raised.value.problems


def test_each_student_has_a_time_and_days(tmp_path: Path) -> None:
    content = f"student,submitted_at,extra_days\nada,{WHEN},2\nben,,0.5\ncleo,{WHEN},\ndan,,\n"
    assert read(tmp_path, content) == {
        "ada": Times(MOMENT, 2.0),
        "ben": Times(None, 0.5),
        "cleo": Times(MOMENT, 0.0),
        "dan": Times(),
    }


@pytest.mark.parametrize(
    ("content", "times"),
    [
        ("student\nada\n", Times()),
        ("student,extra_days\nada,1\n", Times(None, 1.0)),
        (f"submitted_at,student\n{WHEN},ada\n", Times(MOMENT)),
        (f"extra_days , submitted_at, student\n 3 , {WHEN} , ada \n", Times(MOMENT, 3.0)),
        (f'student,submitted_at\n"ada","{WHEN}"\n', Times(MOMENT)),
        (f"student,submitted_at,extra_days\nada,{WHEN}\n", Times(MOMENT)),  # a row may end early
        ("student\n\n  \nada", Times()),
        ("student,extra_days\r\nada,1\r\n", Times(None, 1.0)),
        (f"\ufeffstudent,submitted_at\nada,{WHEN}\n", Times(MOMENT)),
    ],
    ids=["name", "days", "order", "spaces", "quotes", "short row", "empty lines", "windows", "byte order mark"],
)
def test_columns_come_in_any_order_and_may_be_absent(tmp_path: Path, content: str, times: Times) -> None:
    assert read(tmp_path, content) == {"ada": times}


def test_a_course_without_such_a_file_knows_no_times(tmp_path: Path) -> None:
    assert read_times(course(tmp_path, None)) == {}


def test_a_file_without_students_is_no_problem(tmp_path: Path) -> None:
    assert read(tmp_path, "student,submitted_at\n") == {}


def test_names_are_made_safe_as_those_of_folders_are(tmp_path: Path) -> None:
    assert set(read(tmp_path, "student\na/b\nJose\u0301\nCON\n..ada..\n")) == {"a_b", "José", "_CON", "ada"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moment=st.datetimes(
        min_value=datetime(1971, 1, 1),
        max_value=datetime(2200, 1, 1),
        timezones=st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    ),
    days=st.floats(-3660, 3660),
)
def test_every_moment_and_number_of_days_comes_back(tmp_path: Path, moment: datetime, days: float) -> None:
    assert read(tmp_path, f"student,submitted_at,extra_days\nada,{moment.isoformat()},{days!r}\n") == {
        "ada": Times(moment, days)
    }


def test_all_problems_are_named_at_once_with_their_lines(tmp_path: Path) -> None:
    rows = [
        "student,submitted_at,extra_days",
        f"ada,{WHEN},1",
        "ada,,",  # 3
        "",
        ",2026-12-01,",  # 5
        "ben,2026-12-01T20:15:00,",
        "cleo,soon,",
        "dan,,many",  # 8
        "eva,,nan",
        "finn,,1e9",
        f"gus,{WHEN},1,more",  # 11
    ]
    assert problems(tmp_path, "\n".join(rows)) == [
        "line 3: 'ada' is there twice",
        "line 5: no student",
        "line 6: submitted_at must be a date and time with its offset from UTC, such as 2026-12-01T23:59:00+01:00, "
        "not '2026-12-01T20:15:00'",
        "line 7: submitted_at must be a date and time with its offset from UTC, such as 2026-12-01T23:59:00+01:00, "
        "not 'soon'",
        "line 8: extra_days must be a number of days, not 'many'",
        "line 9: extra_days must be a number of days, not 'nan'",
        "line 10: extra_days must be a number of days, not '1e9'",
        "line 11: more cells than columns",
    ]


def test_two_names_that_are_one_when_made_safe_are_there_twice(tmp_path: Path) -> None:
    assert problems(tmp_path, "student\na/b\na_b\n") == ["line 3: 'a_b' is there twice"]


@pytest.mark.parametrize(
    "header", ["", "name,submitted_at", "student;submitted_at", "student,late", "student,student", "submitted_at"]
)
def test_other_columns_are_a_problem_of_the_first_line(tmp_path: Path, header: str) -> None:
    (problem,) = problems(tmp_path, f"{header}\nada,x\n")
    assert problem.startswith("line 1: the columns must be student, submitted_at, extra_days, not ")
    assert header.split(";")[0].split(",")[0] in problem


def test_a_file_in_another_encoding_is_a_problem(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "student\nJosé\n".encode("latin-1"))
    assert problem.startswith("not a CSV file in UTF-8: ")


def test_a_file_that_is_not_there_is_named_with_who_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"students\.csv: cannot be read \(No such file .*\); course\.yml names it"):
        read_times(course(tmp_path))


def test_the_moment_counts_and_not_how_it_is_written(tmp_path: Path) -> None:
    times = read(tmp_path, f"student,submitted_at\nada,{WHEN}\nben,2026-12-01 19:15:00Z\ncleo,20261201T191500+0000\n")
    assert {time.submitted_at for time in times.values()} == {datetime(2026, 12, 1, 19, 15, tzinfo=UTC)}


def test_a_row_that_ends_before_its_student_is_a_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, f"submitted_at,student\n{WHEN}\n") == ["line 2: no student"]


def test_a_quote_that_is_never_closed_is_a_problem(tmp_path: Path) -> None:
    """It would swallow all rows behind it: each of them a student whose lateness or extension is forgotten."""
    assert len(problems(tmp_path, f'student,submitted_at\n"ada,{WHEN}\nben,{WHEN}\ncleo,{WHEN}\n')) >= 1
