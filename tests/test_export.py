"""`grader export`: what is written for whom, and what is said when it cannot be."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import fmean, pstdev

import msgspec
import pytest
from conftest import ROOT
from msgspec.structs import replace
from test_items import check, lesson, student
from typer.testing import CliRunner

from grader.cli import ExportFormat, app
from grader.errors import UsageError
from grader.export import FORMATS, export
from grader.export.items import ItemsDocument
from grader.export.options import Options
from grader.items import Flag, Item
from grader.model import Diagnosis, Outcome, Result
from grader.report.results import to_json

PAGE = (ROOT / "docs" / "items.md").read_text(encoding="utf-8")
MARKS = {"+": Outcome.PASSED, "-": Outcome.FAILED, "u": Outcome.FAILED, ".": Outcome.SKIPPED}
WORTH = {"prints_nothing": 1, "step": 4, "array": 3, "exact": 1, "tricky": 1}


def write(folder: Path, *results: Result) -> Path:
    (folder / "results").mkdir(parents=True)
    for result in results:
        (folder / "results" / f"{result.student}.json").write_bytes(to_json(result))
    return folder


def example_class() -> list[Result]:
    """The class of the page."""
    names = re.search(r"^\| student \| (.*) \|$", PAGE, re.MULTILINE)
    assert names is not None
    assert names[1].split(" | ") == [f"`{name}`" for name in WORTH]
    results = []
    for name, marks in re.findall(r"^\| (s\d\d) \| (.*) \|$", PAGE, re.MULTILINE):
        checks = [check(one, MARKS[mark], WORTH[one]) for one, mark in zip(WORTH, marks.split(" | "), strict=True)]
        if "u" in marks:
            checks[1] = replace(checks[1], diagnosis=Diagnosis("uphill", "Goes uphill.", "Which sign?"))
        results.append(student(lesson("03_update_step", checks), name=name))
    return results


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    return write(tmp_path / "graded", *example_class())


def test_the_table_is_the_one_that_the_page_explains(graded: Path) -> None:
    shown = re.search(r"```\n\$ grader export items\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    code = "from grader.cli import main; main()"
    command = [sys.executable, "-c", code, "export", "items"]
    run = subprocess.run(command, cwd=graded.parent, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == shown[1]


def test_the_page_computes_a_discrimination_by_hand() -> None:
    rests: dict[bool, list[float]] = {True: [], False: []}
    for result in example_class():
        points = {one.id: one.points for one in result.lessons[0].checks}
        rests[points["tricky"] > 0].append(sum(points.values()) - points["tricky"])
    everybody = rests[True] + rests[False]
    share = len(rests[True]) / len(everybody)
    passing, others, spread = fmean(rests[True]), fmean(rests[False]), pstdev(everybody)
    r = (passing - others) / spread * (share * (1 - share)) ** 0.5
    formula = f"({passing:.2f} - {others:.3f}) / {spread:.3f} · √({share:.3f} · {1 - share:.3f}) = {r:.2f}"
    assert formula in PAGE


def test_csv_has_a_row_for_each_check_and_json_every_field(graded: Path, tmp_path: Path) -> None:
    text, notes = export("items", graded, tmp_path / "items.CSV")
    assert notes == []
    assert (tmp_path / "items.CSV").read_bytes() == text.encode()
    rows = {row["check"]: row for row in csv.DictReader(io.StringIO(text))}
    assert list(rows) == list(WORTH)
    assert rows["step"] == {
        "lesson": "03_update_step",
        "check": "step",
        "title": "Title of step.",
        "points": "4",
        "handed_in": "12",
        "sat": "12",
        "difficulty": "0.6667",
        "discrimination": "0.5455",
        "diagnoses": "uphill 3",
        "flags": "",
        **{str(outcome): {"passed": "8", "failed": "4"}.get(str(outcome), "0") for outcome in Outcome},
    }
    assert (rows["array"]["discrimination"], rows["array"]["flags"], rows["array"]["skipped"]) == ("", "few", "4")
    text, _ = export("items", graded, tmp_path / "items.json")
    document = json.loads(text)
    assert (document["schema"], document["course"], document["versions"]) == ("grader.items/1", "c", ["1"])
    assert document["students"] == 12
    step = next(item for item in document["items"] if item["check"] == "step")
    assert (step["outcomes"], step["diagnoses"]) == ({"passed": 8, "failed": 4}, {"uphill": 3})
    decoded = msgspec.json.decode(text, type=ItemsDocument)
    assert {item.check: f"{item.discrimination:.4f}" for item in decoded.items if item.discrimination is not None} == {
        name: row["discrimination"] for name, row in rows.items() if row["discrimination"]
    }


def test_every_column_field_and_flag_is_described(graded: Path, tmp_path: Path) -> None:
    described = set(re.findall(r"`(\w+)`", PAGE))
    text, _ = export("items", graded, tmp_path / "items.csv")
    columns = set(text.splitlines()[0].split(","))
    fields = {name for kind in (ItemsDocument, Item) for name in kind.__struct_fields__}
    assert (columns - {str(outcome) for outcome in Outcome}) | fields | {str(flag) for flag in Flag} <= described


@pytest.mark.parametrize("nasty", ["=1+2", "+1", "-1", "@x", "\t=1", "＝1", " =1", "a\n=b"])
def test_no_text_is_a_formula_in_a_spreadsheet_nor_a_row_of_its_own(nasty: str, tmp_path: Path) -> None:
    bad = replace(check(nasty, Outcome.FAILED), title=nasty, diagnosis=Diagnosis(nasty, "t", "h"))
    graded = write(tmp_path / "graded", student(lesson(nasty, [bad]), name="ada"))
    text, _ = export("items", graded, tmp_path / "items.csv")
    (row,) = csv.DictReader(io.StringIO(text))
    for name in ("lesson", "check", "title", "diagnoses"):
        assert not row[name].lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert " ".join(nasty.split()) in row[name]
    assert len(export("items", graded, None)[0].splitlines()) == 3


def test_a_negative_discrimination_stays_a_number(graded: Path, tmp_path: Path) -> None:
    text, _ = export("items", graded, tmp_path / "items.csv")
    assert [row["discrimination"] for row in csv.DictReader(io.StringIO(text)) if row["check"] == "tricky"] == [
        "-0.5457"
    ]


def test_equal_results_give_equal_bytes(graded: Path, tmp_path: Path) -> None:
    for ending in ("csv", "json"):
        assert export("items", graded, tmp_path / f"a.{ending}") == export("items", graded, tmp_path / f"b.{ending}")


def test_results_of_two_versions_of_a_course_are_counted_and_noted(tmp_path: Path) -> None:
    one, two = example_class()[:2]
    two = replace(two, course=replace(two.course, version="2"))
    run = CliRunner().invoke(app, ["export", "items", str(write(tmp_path / "graded", one, two))])
    assert run.exit_code == 0
    assert "note: the results are of several versions of the course (1, 2). Grade everybody again" in run.stderr
    assert "2 of 2" in run.stdout


@pytest.mark.parametrize("name", ["items", "items.xlsx", ".csv", "items.csv/"])
def test_a_file_of_an_unknown_kind_is_wrong_usage(name: str, graded: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"items are a \.csv or a \.json file\. Let --out end in one of these\."):
        export("items", graded, tmp_path / name.rstrip("/") / ("x" if name.endswith("/") else ""))


def test_a_file_that_cannot_be_written_is_wrong_usage(graded: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot be written \(No such file or directory\)\. Choose another --out\."):
        export("items", graded, tmp_path / "nowhere" / "items.csv")


def test_a_folder_without_results_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"no results here\. Name the folder that `grader grade` wrote, or grade first"
    ):
        export("items", tmp_path, None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"ben\.json: no result \(.*\)\. Run the same `grader grade` again"),
        (b"{}", r"ben\.json: no result \(Object missing required field"),
        (b"\xff", r"ben\.json: no result"),
        (to_json(replace(student(name="ben"), schema="grader.result/9")), "another version"),
    ],
)
def test_a_damaged_result_is_named(data: bytes, words: str, graded: Path) -> None:
    (graded / "results" / "ben.json").write_bytes(data)
    with pytest.raises(UsageError, match=words):
        export("items", graded, None)


def test_the_command_knows_every_format() -> None:
    assert [one.value for one in ExportFormat] == list(FORMATS)
    run = CliRunner().invoke(app, ["export", "magic"])
    assert run.exit_code == 2
    assert "items" in run.stderr


def test_the_command_writes_the_file_and_says_so(graded: Path, tmp_path: Path) -> None:
    out = tmp_path / "items.json"
    run = CliRunner().invoke(app, ["export", "items", str(graded), "--out", str(out)])
    assert (run.exit_code, run.stdout, run.stderr) == (0, f"{out}\n", "")
    assert json.loads(out.read_text(encoding="utf-8"))["students"] == 12


@pytest.mark.parametrize(
    ("name", "option"),
    [(name, option) for name, one in FORMATS.items() for option in Options._fields if option not in one.options],
)
def test_an_option_of_another_format_is_wrong_usage(name: str, option: str, graded: Path, tmp_path: Path) -> None:
    out = tmp_path / f"x{FORMATS[name].endings[-1]}"
    with pytest.raises(UsageError, match=rf"--{option} is for \w+( and \w+)?, not for {name}\. Leave it out\."):
        export(name, graded, out, Options()._replace(**{option: "x"}))
    assert not out.exists()


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if "" not in one.endings])
def test_what_is_a_file_needs_a_name(name: str, graded: Path) -> None:
    run = CliRunner().invoke(app, ["export", name, str(graded)])
    assert isinstance(run.exception, UsageError)
    assert re.search(rf"{name} is a \.\w+ file\. Say which with --out\.", str(run.exception))


def test_every_option_of_the_command_reaches_its_format(graded: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "m.csv")
    arguments = ["export", "moodle", str(graded), "--out", out, "--key", "idnumber", "--feedback", "hints"]
    run = CliRunner().invoke(app, arguments)
    assert (run.exit_code, run.stdout) == (0, f"{out}\n"), run.stderr
    assert Path(out).read_text(encoding="utf-8").startswith("idnumber,grade,feedback\n")
    for option in ("--scale", "--no-scale"):
        run = CliRunner().invoke(app, [*arguments, option])
        assert "--scale needs to know what the grade is worth" in str(run.exception)
