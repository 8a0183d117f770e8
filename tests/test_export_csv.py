"""`grader export csv`: pandas and csv read every check back, and no text is a formula or a row of its own."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pandas
import pytest
from conftest import ROOT
from msgspec.structs import replace
from test_export import write
from test_items import check, lesson, student

from grader.errors import UsageError
from grader.export import export
from grader.export.csv import COLUMNS, document
from grader.export.options import Options
from grader.model import CheckResult, Diagnosis, Outcome, Result

NASTY = ["=1+2", "+1", "-1", "@x", "\t=1", "＝1", " =1", "a\n=b", "a\r=b", 'a","b', "a;b", "\ud800"]


def table(*results: Result) -> pandas.DataFrame:
    text, notes = document(results, ".csv", Options())
    assert notes == []
    return pandas.read_csv(io.StringIO(text))


def example_class() -> list[Result]:
    checks = [check("one", worth=2.5), check("two", Outcome.FAILED), check("three", Outcome.SKIPPED)]
    checks[1] = replace(checks[1], diagnosis=Diagnosis("uphill", "Goes uphill.", "Sign?"), hidden=False)
    checks[2] = replace(checks[2], blocked_by="two")
    absent = [replace(one, outcome=Outcome.NOT_ATTEMPTED, points=0.0) for one in checks]
    faulty = [checks[0], replace(checks[1], outcome=Outcome.FAULT, diagnosis=None)]
    return [
        student(lesson("01_a", checks), lesson("02_b", absent, "missing"), name="ada"),
        replace(
            student(lesson("01_a", faulty, "ungraded"), lesson("02_b", [], "ungraded"), name="ben"), status="ungraded"
        ),
    ]


def test_there_is_a_row_for_each_check_of_each_student() -> None:
    text, _ = document(example_class(), ".csv", Options())
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == COLUMNS
    assert rows[1] == {
        "student": "ada",
        "status": "graded",
        "lesson": "01_a",
        "lesson_status": "graded",
        "check": "two",
        "title": "Title of two.",
        "hidden": "false",
        "outcome": "failed",
        "points": "0",
        "max_points": "2",
        "diagnosis": "uphill",
        "blocked_by": "",
    }
    assert [(row["student"], row["lesson"], row["check"]) for row in rows] == [
        *[("ada", name, one) for name in ("01_a", "02_b") for one in ("one", "two", "three")],
        *[("ben", "01_a", "one"), ("ben", "01_a", "two"), ("ben", "02_b", "")],
    ]


def test_pandas_adds_up_what_was_earned_and_ungraded_is_no_zero() -> None:
    read = table(*example_class())
    assert read.groupby("student")["points"].sum().to_dict() == {"ada": 2.5, "ben": 2.5}
    assert read[read["outcome"] == "fault"]["points"].isna().all()
    assert (read["outcome"] == "fault").sum() == 2
    assert read[read["lesson_status"] == "missing"]["points"].tolist() == [0.0, 0.0, 0.0]
    assert set(read["hidden"].dropna()) == {True, False}
    assert read[read["lesson_status"] == "graded"].groupby("diagnosis").size().to_dict() == {"uphill": 1}
    assert read[read["check"] == "three"]["blocked_by"].tolist() == ["two", "two"]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_text_is_a_formula_or_a_cell_or_row_of_its_own(nasty: str) -> None:
    bad = CheckResult(nasty, nasty, Outcome.FAILED, 0, 1, True, diagnosis=Diagnosis(nasty, "t", "h"), blocked_by=nasty)
    text, _ = document([student(lesson(nasty, [bad]), name=nasty)], ".csv", Options())
    assert len(text.encode().splitlines()) == 2
    (row,) = csv.DictReader(io.StringIO(text))
    for name in ("student", "lesson", "check", "title", "diagnosis", "blocked_by"):
        assert not row[name].lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert " ".join(nasty.split()).replace("\ud800", "?") in row[name]


def test_a_table_is_a_file_and_its_columns_are_described(tmp_path: Path) -> None:
    graded = write(tmp_path / "graded", *example_class())
    text, _ = export("csv", graded, tmp_path / "checks.csv")
    assert (tmp_path / "checks.csv").read_bytes() == text.encode()
    with pytest.raises(UsageError, match=r"csv is a \.csv file\. Say which with --out\."):
        export("csv", graded, None)
    page = (ROOT / "docs" / "export.md").read_text(encoding="utf-8")
    assert set(COLUMNS) <= set(re.findall(r"`(\w+)`", page))
