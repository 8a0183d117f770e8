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


def submissions(folder: Path, students: dict[str, Path]) -> None:
    """What the platform lets an instructor download: a zip with a folder for each student."""
    with zipfile.ZipFile(folder / "submissions.zip", "w") as archive:
        for name, path in students.items():
            archive.writestr(f"{name}/update_step.py", path.read_bytes())


def canvas(folder: Path) -> None:
    copy_course(folder)
    submissions(folder, CANVAS)
    rows = ["Student,ID,SIS User ID,SIS Login ID,Section,One step downhill (7),Essay (8),Final Score"]
    rows += ["    Points Possible,,,,,10.00,100.00,(read only)", '"Doe, Jane",1201,s-1,jane,Section 1,,77.00,77.00']
    rows += ['"Roe, John",1202,s-2,john,Section 1,,,', '"Poe, Mary",1203,s-3,mary,Section 1,EX,,']
    rows += ['"Moe, Ann",1204,s-4,ann,Section 1,,,', '"Student, Test",1298,,b1946ac9,Section 1,,,']
    (folder / "gradebook.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def moodle(folder: Path) -> None:
    copy_course(folder)
    submissions(folder, MOODLE)
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


FILES: dict[str, Callable[[Path], None]] = {"lms/canvas.md": canvas, "lms/moodle.md": moodle, "export.md": export}
PAGES = sorted(f"lms/{path.name}" for path in (DOCS / "lms").glob("*.md"))


def test_every_page_is_followed_here() -> None:
    assert set(PAGES) <= set(FILES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_five_steps_and_answers_what_everybody_asks(name: str) -> None:
    assert len(steps(DOCS / name)) == 5
    assert headings(DOCS / name)[: len(ANSWERS)] == ANSWERS
    assert blocks(DOCS / name)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Follow a page once; the folder in which it was done."""
    done: dict[str, Path] = {}

    def once(name: str) -> Path:
        if name not in done:
            folder = tmp_path_factory.mktemp("scratch") / "course"
            folder.mkdir()
            FILES[name](folder)
            follow(DOCS / name, folder)
            done[name] = folder
        return done[name]

    return once


@pytest.mark.parametrize("name", FILES)
def test_following_a_page_step_by_step_works(name: str, followed: Callable[[str], Path]) -> None:
    assert followed(name).is_dir()


def test_canvas_takes_what_its_page_makes(followed: Callable[[str], Path]) -> None:
    data = (followed("lms/canvas.md") / "upload.csv").read_bytes()
    rows = {row["ID"]: row["One step downhill (7)"] for row in csv.DictReader(io.StringIO(data.decode()))}
    assert rows["1201"] == "10"
    assert 0 < float(rows["1202"]) < 10
    assert (rows["1203"], rows["1204"], rows["1298"]) == ("EX", "", "")


def test_moodle_takes_what_its_page_makes(followed: Callable[[str], Path]) -> None:
    folder = followed("lms/moodle.md")
    header, *rows = php((folder / "upload.csv").read_text(encoding="utf-8"))
    grades = {row[1]: (row[header.index("Grade")], row[-1]) for row in rows}
    assert grades["Jane Doe"][0] == "10"
    assert "What your code seems to do." in grades["John Roe"][1]
    assert (grades["Mary Poe"], grades["Ann Moe"]) == (("", ""), ("", ""))
    by_key = php((folder / "grades.csv").read_text(encoding="utf-8"))
    assert [row[:2] for row in by_key] == [["username", "grade"], ["jdoe", "10"]]
