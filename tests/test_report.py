"""Results as people and programs read them: complete, escaped, and no more than the level allows."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.model import (
    CheckResult,
    Course,
    CourseLabel,
    Diagnosis,
    Lesson,
    LessonResult,
    Outcome,
    Result,
    SubmissionLabel,
)
from grader.report.html import feedback_page, report_page
from grader.report.output import Output
from grader.report.results import csv_header, csv_row, to_json
from grader.report.table import table

LESSONS = [Lesson("01_double", "Twice", "double"), Lesson("02_mean", "Middle", "mean")]
COURSE = Course("mini", "Mini", "1", "full", tuple(LESSONS), Path("."))
HOSTILE = "<script>alert('&\"')</script>"
FAILED = CheckResult(
    id="double_of_a_number",
    title="Twice a number.",
    outcome=Outcome.FAILED,
    points=0.0,
    max_points=4.0,
    hidden=True,
    message="Expected 4, got 3.",
    hint="Add it to itself.",
    counterexample={"x": "2"},
    diagnosis=Diagnosis("adds_one", "Adds one.", "Look at 5."),
    blocked_by=None,
)
PASSED = CheckResult("scale", "Every entry.", Outcome.PASSED, 6.0, 6.0, True)
VISIBLE = msgspec.structs.replace(FAILED, id="seen", hidden=False)
SKIPPED = CheckResult("later", "Later.", Outcome.SKIPPED, 0, 1, True, "Not checked yet", "Hint.", blocked_by="scale")
FAULT = CheckResult("broken", "Broken.", Outcome.FAULT, 0.0, 4.0, True, "A problem of its own.", "Hint.")


def to_csv(one: Result) -> str:
    return csv_header(LESSONS, False) + csv_row(one, LESSONS, False)


def result(*checks: CheckResult, student: str = "ada", status: str = "graded", **changes: object) -> Result:
    missing = CheckResult("mean", "Mean.", Outcome.NOT_ATTEMPTED, 0, 10, True, "mean.py was not handed in.", "Hint.")
    fields = {
        "course": CourseLabel("mini", "1"),
        "student": student,
        "status": status,
        "score": 6.0,
        "max_score": 20.0,
        "submission": SubmissionLabel("sha256:0", ["double.py"]),
        "isolation": ["landlock:7", "seccomp"],
        "lessons": [
            LessonResult("01_double", "Twice", status, 6.0, 10.0, list(checks or (FAILED, PASSED))),  # type: ignore[arg-type]
            LessonResult("02_mean", "Middle", "missing", 0.0, 10.0, [missing]),
        ],
        "notes": ["The examples were drawn with the public default key."],
    }
    return Result(**(fields | changes))  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a browser sees: the tags and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_document_has_every_field_of_the_schema_in_order() -> None:
    document = json.loads(to_json(result()))
    assert list(document) == [
        "schema",
        "course",
        "student",
        "status",
        "score",
        "max_score",
        "submission",
        "isolation",
        "lessons",
        "late",
        "notes",
    ]
    assert document["schema"] == "grader.result/1"
    assert document["submission"] == {"digest": "sha256:0", "files": ["double.py"], "submitted_at": None}
    assert list(document["lessons"][0]) == ["id", "title", "status", "score", "max_score", "checks", "output"]
    assert document["lessons"][0]["checks"][0] == {
        "id": "double_of_a_number",
        "title": "Twice a number.",
        "outcome": "failed",
        "points": 0.0,
        "max_points": 4.0,
        "hidden": True,
        "message": "Expected 4, got 3.",
        "hint": "Add it to itself.",
        "counterexample": {"x": "2"},
        "diagnosis": {"id": "adds_one", "title": "Adds one.", "hint": "Look at 5."},
        "blocked_by": None,
    }
    assert to_json(result()).endswith(b"}\n")


@pytest.mark.parametrize("name", ["=1+2", "+49", "-rf", "@cmd", "\tx", "\rx"])
def test_a_name_is_no_formula_in_a_spreadsheet(name: str) -> None:
    (_, row) = list(csv.reader(io.StringIO(to_csv(result(student=name)), newline="")))
    assert row[0] == "'" + name.replace("\r", "\n")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_csv_keeps_every_other_name(name: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(result(student=name)), newline="")))
    assert rows[0] == ["student", "status", "score", "max_score", "01_double", "02_mean"]
    assert rows[1][1:] == ["graded", "6", "20", "6", "0"]
    assert rows[1][0] in (name.replace("\r", "\n"), "'" + name.replace("\r", "\n"))


def test_csv_gives_no_number_where_there_is_no_grade() -> None:
    line = to_csv(result(FAULT, PASSED, status="ungraded")).splitlines()[1]
    assert line == "ada,ungraded,,20,,0"


def test_pages_show_hostile_text_and_obey_none_of_it() -> None:
    hostile = CheckResult(
        HOSTILE, HOSTILE, Outcome.FAILED, 0, 4, True, HOSTILE, HOSTILE, {HOSTILE: HOSTILE}, None, HOSTILE
    )
    results = [result(hostile, student=HOSTILE, notes=[HOSTILE])]
    for page in (feedback_page(COURSE, results[0]), "".join(report_page(COURSE, LESSONS, results, 2, []))):
        seen = Page(page)
        assert "script" not in {tag for tag, _ in seen.tags}
        assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
        assert HOSTILE in seen.text
    (link,) = [attributes["href"] for tag, attributes in seen.tags if tag == "a"]
    assert link == "feedback/%3Cscript%3Ealert%28%27%26%22%27%29%3C/script%3E.html"


def test_a_page_shows_scores_hints_and_examples() -> None:
    text = Page(feedback_page(COURSE, result())).text
    for words in (
        "6 / 20",
        "Twice a number.",
        "does not hold",
        "Expected 4, got 3.",
        "Look at 5.",
        "Not handed in.",
    ):
        assert words in text


def test_what_the_grader_could_not_grade_is_never_shown_as_a_zero() -> None:
    broken = result(FAULT, PASSED, status="ungraded")
    text = Page(feedback_page(COURSE, broken)).text
    assert text.count("not graded yet") == 2
    assert "? / 4" in text
    assert "0 / 4" not in text
    assert "6 / 10" not in text
    assert "?" in Page("".join(report_page(COURSE, LESSONS, [broken], 1, []))).text
    assert list(table([broken], LESSONS))[2].split()[:4] == ["ada", "?", "?", "-"]


def test_the_output_folder_holds_the_class_and_each_student(tmp_path: Path) -> None:
    output = Output(tmp_path / "new" / "graded", COURSE, LESSONS, "hints")
    output.add(result())
    output.finish([result()], 1, [])
    files = {path.relative_to(output.folder).as_posix(): path for path in output.folder.rglob("*") if path.is_file()}
    assert sorted(files) == ["feedback/ada.html", "grades.csv", "report.html", "results/ada.json"]
    assert msgspec.json.decode(files["results/ada.json"].read_bytes(), type=Result) == result()
    page = files["feedback/ada.html"].read_text(encoding="utf-8")
    assert "Look at 5." in page
    assert "Expected 4" not in page


def test_the_class_page_says_how_the_checks_did_once_enough_students_sat_them(tmp_path: Path) -> None:
    def page(count: int) -> str:
        """Half of them, those with FAILED, have the misconception; all have the second check."""
        output = Output(tmp_path / str(count), COURSE, LESSONS[:1], "full")
        first = [msgspec.structs.replace(PASSED, id=FAILED.id, title=FAILED.title), FAILED]
        results = [result(first[n % 2], PASSED, student=f"s{n:02}") for n in range(count)]
        output.finish(results, count, [])
        return (output.folder / "report.html").read_text(encoding="utf-8")

    assert "How the checks did" not in page(9)
    text = " ".join(Page(page(10)).text.split())
    assert "Twice a number. 10 of 10 0.50 adds_one 5 01_double" in text
    assert text.endswith("Every entry. 10 of 10 1.00 everybody passes")
    assert "02_mean" not in text  # not a lesson of this run


def test_an_output_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot write results here \(Not a directory\)\. Choose another --out"):
        Output(tmp_path / "file", COURSE, LESSONS, "full")
