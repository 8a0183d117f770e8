"""Zips of one student and of a class, in every layout; `test_archive_hostile.py` has those that mean harm."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from test_collect import LESSONS, notebook, only, write

from grader.collect import collect
from grader.errors import UsageError
from grader.model import Intake, Limits, Submission
from grader.source import MAX_BRACKETS, NOTEBOOK_FACTOR

Entry = tuple[str | zipfile.ZipInfo, str | bytes]


def packed(*entries: Entry, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The bytes of a zip."""
    data = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(data, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # that a name is there twice is what is tested
        for name, content in entries:
            archive.writestr(name, content, method)
    return data.getvalue()


def read(found: list[Submission]) -> dict[str, list[str]]:
    return {one.student: list(one.sources) for one in found}


FLAT = [("double.py", "x = 1"), ("mean.ipynb", notebook("y = 1"))]
LAYOUTS = {
    "flat": "",
    "in a folder": "homework/",
    "in lesson folders": "{lesson}/",
    "in lesson folders of a folder": "homework/{lesson}/",
    "with a dot": "./homework/./",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zip_of_one_student_is_read_like_the_students_folder(tmp_path: Path, layout: str) -> None:
    entries: list[Entry] = [("__MACOSX/._double.py", b"\0"), (".git/config", ""), ("homework/", "")]
    for (name, content), lesson in zip(FLAT, ["01_double", "02_mean"]):
        entries.append((LAYOUTS[layout].format(lesson=lesson) + name, content))
        write(tmp_path / "plain" / name, content)
    if layout == "flat":
        entries.append(("data.zip", packed(("double.py", "other"))))
    one = only(write(tmp_path / "Zoë.zip", packed(*entries)))
    (other,) = collect([write(tmp_path / "class" / "ada" / "x.ZIP", packed(*entries)).parents[1]], LESSONS)
    plain = only(tmp_path / "plain")
    assert (one.student, other.student) == ("Zoë", "ada")
    assert one.sources == other.sources == plain.sources
    assert one.digest == other.digest == plain.digest


@pytest.mark.parametrize("top", ["", "spring/", "./spring/"])
def test_a_zip_of_a_class_holds_a_folder_for_each_student(tmp_path: Path, top: str) -> None:
    entries = [(f"{top}{name}", "x = 1") for name in ("zoe/double.py", "ada/01_double/double.py", "Ada/mean.py")]
    entries += [
        (f"{top}eve/", ""),
        (f"{top}__MACOSX/ada/._double.py", ""),
        (f"{top}.DS_Store", ""),
        (f"{top}a.txt", ""),
    ]
    entries += [(f"{top}fay/hand-in.zip", packed(("double.py", "x = 1")))]
    found = collect([write(tmp_path / "spring.zip", packed(*entries))], LESSONS)
    students = {re.sub("-[0-9a-f]{8}$", "", one.student): one for one in found}
    assert {name: list(one.sources) for name, one in students.items()} == {
        "Ada": ["02_mean"],
        "ada": ["01_double"],
        "eve": [],
        "fay": [],
        "zoe": ["01_double"],
    }
    assert len({one.student.casefold() for one in found}) == len(found) == 5
    assert students["eve"].unreadable == {}
    assert "hand-in.zip is a zip within a zip, and is not opened" in students["fay"].unreadable["01_double"]


def test_a_class_of_one_and_zips_of_several_students(tmp_path: Path) -> None:
    one = write(tmp_path / "spring.zip", packed(("class/ada/double.py", "")))
    assert read(collect([one], LESSONS)) == {"ada": ["01_double"]}
    paths = [write(tmp_path / f"{name}.zip", packed(("hw/double.py", name))) for name in ("ada", "ben")]
    paths += [write(tmp_path / "other" / "ben.zip", packed(("double.py", ""))), paths[0]]
    paths += [write(tmp_path / "bad.zip", "no zip"), write(tmp_path / "empty.zip", packed())]
    found = collect(paths, LESSONS)
    assert [name.partition("-")[0] for name in read(found)] == ["ada", "bad", "ben", "ben", "empty"]
    assert [list(one.sources) for one in found] == [["01_double"], [], ["01_double"], ["01_double"], []]
    assert set(found[1].unreadable) == {"01_double", "02_mean"}
    assert found[4].unreadable == {}


def test_names_are_read_as_macos_and_old_windows_programs_mean_them(tmp_path: Path) -> None:
    data = packed(("Zo??/double.py", ""), ("ben\\01_double\\double.py", "")).replace(b"??", "ë".encode())
    found = collect([write(tmp_path / "class.zip", data)], LESSONS)
    assert read(found) == {"Zoë": ["01_double"], "ben": ["01_double"]}


def test_a_zip_without_a_lesson_file_is_wrong_usage_when_it_is_all_there_is(tmp_path: Path) -> None:
    for entries in ([], [("a/b/c.py", "")], [("fay/hand-in.zip", packed(("double.py", "")))]):
        with pytest.raises(UsageError, match=r"class\.zip: no lesson file in it.* unpack it and name the folder"):
            collect([write(tmp_path / "class.zip", packed(*entries))], LESSONS)


def test_the_page_about_submissions_names_the_limits_as_they_are() -> None:
    page = (ROOT / "docs" / "submissions.md").read_text(encoding="utf-8")
    for record, field in [(Limits(), "file_kb"), (Intake(), "archive_mb"), (Intake(), "archive_files")]:
        assert f"| `{field}` | {getattr(record, field)} |" in page
    assert f"{NOTEBOOK_FACTOR} times as large" in page
    assert f"{MAX_BRACKETS} lists and objects" in page
