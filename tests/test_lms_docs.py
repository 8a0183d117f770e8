"""The how-to pages: commands that work, and for each platform of docs/lms five steps and the answers that it owes.

Each page has a function here that makes the files which somebody who follows it has already. All are made up.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pandas
import pytest
from conftest import ROOT
from pages import blocks, copy_course, follow, headings, steps
from test_export_moodle import php

DOCS = ROOT / "docs"
ANSWERS = ["Five steps", "What the student sees", "What the instructor sees", "Where hidden tests live", "Limits"]
LESSON = "03_update_step"
RIGHT = ROOT / "solutions" / LESSON / "update_step.py"
WRONG = ROOT / "autograder_tests" / LESSON / "wrong" / "uphill.py"
CANVAS = {"doejane_1201": RIGHT, "roejohn_1202": WRONG, "poemary_1203": RIGHT, "moesam_1299": RIGHT}
MOODLE = {"Jane Doe_501": RIGHT, "John Roe_502": WRONG, "Mary Poe_503": RIGHT, "Sam Moe_599": RIGHT}


def submissions(folder: Path, students: dict[str, Path], place: str) -> None:
    """What the platform lets an instructor download: a zip with each student's file in its place."""
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        for name, path in students.items():
            archive.writestr(place.format(name=name), path.read_bytes())


def canvas(folder: Path) -> None:
    copy_course(folder)
    submissions(folder, CANVAS, "{name}_5555_update_step.py")
    rows = ["Student,ID,SIS User ID,SIS Login ID,Section,One step downhill (7),Essay (8),Final Score"]
    rows += ["    Points Possible,,,,,10.00,100.00,(read only)", '"Doe, Jane",1201,s-1,jane,Section 1,,77.00,77.00']
    rows += ['"Roe, John",1202,s-2,john,Section 1,,,', '"Poe, Mary",1203,s-3,mary,Section 1,EX,,']
    rows += ['"Moe, Ann",1204,s-4,ann,Section 1,,,', '"Student, Test",1298,,b1946ac9,Section 1,,,']
    (folder / "gradebook.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def moodle(folder: Path) -> None:
    copy_course(folder)
    submissions(folder, MOODLE, "{name}_assignsubmission_file/update_step.py")
    header = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]
    header += ["Last modified (submission)", "Last modified (grade)", "Feedback comments"]
    date = "Monday, 2 March 2026, 9:00 AM"
    rows = [
        ["Participant 501", "Jane Doe", "jane@example.org", "Submitted for grading", "", "10.00", "Yes", date, "-", ""],
        ["Participant 502", "John Roe", "john@example.org", "Submitted for grading", "", "10.00", "Yes", date, "-", ""],
        ["Participant 503", "Mary Poe", "mary@example.org", "Submitted for grading", "", "10.00", "No", date, "-", ""],
        ["Participant 504", "Ann Moe", "ann@example.org", "No submission", "", "10.00", "Yes", "-", "-", ""],
    ]
    with (folder / "worksheet.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    class_folder(folder, {"jdoe": RIGHT})


def class_folder(folder: Path, students: dict[str, Path]) -> None:
    """A folder `class` with a folder for each student."""
    for name, path in students.items():
        (folder / "class" / name).mkdir(parents=True)
        shutil.copy(path, folder / "class" / name / "update_step.py")


def export(folder: Path) -> None:
    copy_course(folder)
    class_folder(folder, {"jdoe": RIGHT, "jroe": WRONG})


def gradescope_takes_it(folder: Path) -> None:
    with zipfile.ZipFile(folder / "packages" / f"gradescope-{LESSON}.zip") as archive:
        assert {"setup.sh", "run_autograder"} <= set(archive.namelist())
        key = (folder / "exam.key").read_bytes().strip()
        assert not [name for name in archive.namelist() if key in archive.read(name)]


def canvas_takes_it(folder: Path) -> None:
    data = (folder / "upload.csv").read_text(encoding="utf-8")
    rows = {row["ID"]: row["One step downhill (7)"] for row in csv.DictReader(io.StringIO(data))}
    assert rows["1201"] == "10"
    assert 0 < float(rows["1202"]) < 10
    assert (rows["1203"], rows["1204"], rows["1298"]) == ("EX", "", "")


def moodle_takes_it(folder: Path) -> None:
    header, *rows = php((folder / "upload.csv").read_text(encoding="utf-8"))
    grades = {row[1]: (row[header.index("Grade")], row[-1]) for row in rows}
    assert grades["Jane Doe"][0] == "10"
    assert "What your code seems to do." in grades["John Roe"][1]
    assert (grades["Mary Poe"], grades["Ann Moe"]) == (("", ""), ("", ""))
    by_key = php((folder / "grades.csv").read_text(encoding="utf-8"))
    assert [row[:2] for row in by_key] == [["username", "grade"], ["jdoe", "10"]]


def both_are_read(folder: Path) -> None:
    points = pandas.read_csv(folder / "checks.csv").groupby("student")["points"].sum()
    suites = ElementTree.parse(folder / "checks.xml").getroot().findall("testsuite")
    scores = [suite.findall("properties/property")[0].get("value") for suite in suites]
    assert [float(score) for score in scores if score] == list(points)


class Page(NamedTuple):
    """What somebody who follows a page has, and what must be true when they have followed it."""

    prepare: Callable[[Path], None]
    then: Callable[[Path], None]


PAGES = {
    "lms/canvas.md": Page(canvas, canvas_takes_it),
    "lms/gradescope.md": Page(copy_course, gradescope_takes_it),
    "lms/moodle.md": Page(moodle, moodle_takes_it),
    "export.md": Page(export, both_are_read),
}
ELSEWHERE = {"lms/nbgrader.md", "lms/otter.md"}  # followed in the platforms' own tests, which look at what came of it
PLATFORMS = sorted(f"lms/{path.name}" for path in (DOCS / "lms").glob("*.md"))


def test_every_platform_is_followed_here() -> None:
    assert set(PLATFORMS) <= set(PAGES) | ELSEWHERE


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_page_has_five_steps_and_answers_what_everybody_asks(name: str) -> None:
    assert len(steps(DOCS / name)) == 5
    assert headings(DOCS / name)[: len(ANSWERS)] == ANSWERS


@pytest.mark.parametrize("name", PAGES)
def test_following_a_page_step_by_step_works(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    PAGES[name].prepare(folder)
    assert blocks(DOCS / name)
    follow(DOCS / name, folder)
    PAGES[name].then(folder)
