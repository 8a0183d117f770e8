"""Downloads as a whole: what is recognised and what is not, and what the results say of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import MINI, ROOT
from downloads import Files, Found, both, unpacked, zipped
from test_cli import grader
from test_collect import LESSONS
from test_run import DOUBLE, MEAN, WRONG, edit, files, scores, select_from

from grader.cli import DownloadFrom
from grader.collect import find
from grader.errors import UsageError
from grader.folder import DiskFolder
from grader.intake import _FORMATS
from grader.model import Platform

PAGE = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
ONE_OF_EACH: dict[Platform, Files] = {
    "canvas": {"doejane_101_9001_double.py": "x"},
    "moodle": {"Jane Doe_501_assignsubmission_file/double.py": "x"},
    "gradescope": {
        "assignment_1_export/submission_metadata.yml": "submission_7:\n  :submitters:\n  - :sid: jane\n",
        "assignment_1_export/submission_7/double.py": "x",
    },
    "nbgrader": {"submitted/jane/ps1/double.py": "x", "submitted/jane/ps1/timestamp.txt": "2026-04-26 17:34:00 UTC"},
    "git": {"jane/.git/HEAD": "", "jane/exercises/double.py": "x"},
}
ORDINARY: dict[str, Files] = {
    "students": {"ada/double.py": "1", "ben/01_double/double.py": "2", "cleo/": ""},
    "one student": {"double.py": "1", "doejane_101_9001_mean.py": "2", "x_1_2_mean.py": "3"},
    "names with numbers": {"doe_jane_12_13_x/double.py": "1", "roe_jim_LATE_14_15_x/double.py": "2"},
    "students with an own repository": {"ada/.git/HEAD": "", "ada/double.py": "1", "ben/double.py": "2"},
    "students called submitted": {"submitted/double.py": "1", "ada/double.py": "2"},
    "a student who copies Moodle": {"ada/double.py": "1", "Ben_1_assignsubmission_file/double.py": "2"},
    "a student who copies Gradescope": {
        "ada/submission_metadata.yml": "submission_1:\n  :submitters:\n  - :sid: ben\n",
        "ada/submission_1/double.py": "1",
        "ben/double.py": "2",
    },
}


# What is recognised


@pytest.mark.parametrize("platform", get_args(Platform))
@pytest.mark.parametrize("named", [True, False])
def test_every_platform_is_recognised_or_can_be_named(tmp_path: Path, platform: Platform, named: bool) -> None:
    found = both(tmp_path, ONE_OF_EACH[platform], platform=platform if named else None)
    assert found.told == [f"read as a download of {_FORMATS[platform].TITLE}: 1 student"]
    assert list(found.code().values()) == [{"01_double": "x"}]


@pytest.mark.parametrize("platform", get_args(Platform))
def test_one_folder_around_everything_and_what_systems_leave_there_do_not_matter(
    tmp_path: Path, platform: Platform
) -> None:
    around = {f"hw1 submissions/{name}": text for name, text in ONE_OF_EACH[platform].items()}
    found = both(tmp_path, {**around, "__MACOSX/hw1 submissions/x_1_2_y.py": "", "hw1 submissions/.DS_Store": ""})
    assert list(found.code().values()) == [{"01_double": "x"}]


@pytest.mark.parametrize("files", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_hand_ins_are_no_download(tmp_path: Path, files: Files) -> None:
    for path in (unpacked(tmp_path / "download", files), zipped(tmp_path / "download.zip", files)):
        found = Found(path)
        assert found.told == []
        expected = ["download"] if "double.py" in files else sorted({name.partition("/")[0] for name in files})
        assert list(found) == expected


@pytest.mark.parametrize("platform", get_args(Platform))
def test_of_several_paths_none_is_taken_for_a_download_unless_it_is_named(tmp_path: Path, platform: Platform) -> None:
    """One of several may be a student's, who could hand in for others in this way."""
    eve = zipped(tmp_path / "eve.zip", ONE_OF_EACH[platform])
    ada = unpacked(tmp_path / "ada", {"double.py": "ada"})
    assert all(one.student == "ada" or one.student.startswith("eve") for one in find([ada, eve], LESSONS))
    again = zipped(tmp_path / "again.zip", ONE_OF_EACH[platform])
    named = find([eve, again], LESSONS, platform=platform)
    assert len(named) == 2
    assert all("eve" not in one.student for one in named)


def test_students_who_would_have_one_name_stay_apart_and_are_told(tmp_path: Path) -> None:
    jane = ONE_OF_EACH["canvas"]
    paths = [unpacked(tmp_path / "hw1", jane), unpacked(tmp_path / "hw2", jane)]
    told: list[str] = []
    names = [one.student for one in find(paths, LESSONS, platform="canvas", tell=told.append)]
    assert len(set(names)) == 2
    assert told[2:] == [f"names that several would have got a suffix: {', '.join(sorted(names))}"]
    assert [one.student for one in find(paths[::-1], LESSONS, platform="canvas")] == names


def test_a_download_that_is_named_twice_is_found_once(tmp_path: Path) -> None:
    path = unpacked(tmp_path / "hw1", ONE_OF_EACH["gradescope"])
    (tmp_path / "link").symlink_to(path)
    assert len(find([path, tmp_path / "link"], LESSONS, platform="gradescope")) == 1


def test_a_single_file_is_no_download(tmp_path: Path) -> None:
    path = unpacked(tmp_path, {"ada/double.py": ""}) / "ada" / "double.py"
    with pytest.raises(UsageError, match=r"double\.py: a download is a folder or a \.zip\. Leave --from out\."):
        Found(path, platform="canvas")


def test_a_broken_zip_that_is_named_a_download_is_no_students(tmp_path: Path) -> None:
    good, broken = zipped(tmp_path / "good.zip", ONE_OF_EACH["canvas"]), tmp_path / "broken.zip"
    broken.write_bytes(b"PK no")
    with pytest.raises(UsageError, match=r"broken\.zip is not a zip archive"):
        find([good, broken], LESSONS, platform="canvas")


def test_of_many_students_like_that_only_some_are_on_the_screen(tmp_path: Path) -> None:
    files = {f"s{number}_{number}_9_final.py": "" for number in range(13)}
    strays = {f"stray {number}": "" for number in range(7)}
    found = both(tmp_path, {**files, **strays})
    assert found.told[0].endswith("7 that belong to nobody (stray 0; stray 1; stray 2; stray 3; stray 4; and 2 more)")
    assert found.told[-1] == "3 more students like that; the notes in their results say what."
    assert (len(found.told), sum(bool(one.notes) for one in found.values())) == (12, 13)


def test_names_that_are_no_text_are_shown_and_stored_as_text(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "download", {"doejane_101_9001_double.py": "", "roejim_102_9001_double.py": ""})
    for name in (b"\xff\xfe_103_9001_double.py", b"\x1b[31m_stray\xff"):
        (folder / os.fsdecode(name)).write_text("")
    found = Found(folder)
    assert list(found) == ["___103", "doejane_101", "roejim_102"]
    json.dumps([list(found), found.told]).encode()
    assert "?[31m_stray?" in found.told[0]


def test_looking_at_a_download_reads_no_students_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.collect.read_source", lambda *_: pytest.fail("read too early"))
    for platform, one in ONE_OF_EACH.items():
        assert len(Found(unpacked(tmp_path / platform, one))) == 1


def test_a_folders_files_are_listed_in_the_same_way_on_disk_and_in_a_zip(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "one", {"b.py": "", "a.zip": "", ".hidden": "", "inner/c.py": ""})
    (folder / "link").symlink_to(folder / "inner")
    assert DiskFolder(folder).file_names() == [".hidden", "a.zip", "b.py", "link"]


# What the results say


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    shutil.copytree(MINI, tmp_path / "course")
    return tmp_path / "course"


Run = Callable[..., str]


@pytest.fixture
def grade(tmp_path: Path, own_course: Path, cache: Path) -> Run:
    """`grader grade` on paths in tmp_path, into tmp_path/out; what it says on stderr."""

    def run(*arguments: object, code: int = 0) -> str:
        command = ["grade", "--course", own_course, "--out", tmp_path / "out", *arguments]
        ran = grader(*command, cwd=tmp_path, env={**os.environ, "XDG_CACHE_HOME": str(cache), "GRADER_KEY": "key"})
        assert ran.returncode == code, ran.stderr
        return ran.stderr

    return run


def result(out: Path, student: str) -> Any:
    return json.loads((out / "results" / f"{student}.json").read_bytes())


def test_a_folder_and_its_zip_give_the_same_bytes(tmp_path: Path, grade: Run) -> None:
    files_in_it = {
        "doejane_101_9001_double.py": DOUBLE,
        "doejane_101_9002_mean-1.py": WRONG,
        "roejim_LATE_102_9003_mean.py": MEAN,
        "roejim_LATE_102_9004_final (1).py": "x",
    }
    said = grade(unpacked(tmp_path / "hw1", files_in_it))
    assert "note: read as a download of Canvas: 2 students, 1 late\nnote: roejim_102: Not read, since no" in said
    before = files(tmp_path / "out")
    grade(zipped(tmp_path / "hw1.zip", files_in_it), "--fresh", "--from", "canvas")
    assert files(tmp_path / "out") == before
    assert scores(tmp_path / "out") == {"doejane_101": "10", "roejim_102": "10"}
    notes = result(tmp_path / "out", "roejim_102")["notes"]
    assert ["Canvas marks" in notes[0], "final (1).py" in notes[1], len(notes)] == [True, True, 2]
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert report.count("Canvas marks this as late") == 1
    assert "Canvas marks" not in (tmp_path / "out" / "feedback" / "roejim_102.html").read_text(encoding="utf-8")


def test_notes_are_of_the_arrival_and_change_without_grading_again(tmp_path: Path, grade: Run) -> None:
    grade(unpacked(tmp_path / "one", {"doejane_LATE_101_9001_double.py": DOUBLE, "roejim_102_9003_mean.py": MEAN}))
    when = select_from(tmp_path / "out", "SELECT graded_at, seconds FROM attempt ORDER BY student")
    said = grade(unpacked(tmp_path / "two", {"doejane_101_9001_double.py": DOUBLE, "roejim_102_9003_mean.py": MEAN}))
    assert "(2 of 2 kept from an earlier run)" in said
    assert select_from(tmp_path / "out", "SELECT graded_at, seconds FROM attempt ORDER BY student") == when
    assert result(tmp_path / "out", "doejane_101")["notes"] == []


def test_the_time_of_a_download_costs_points_and_the_csv_of_students_goes_before_it(
    tmp_path: Path, own_course: Path, grade: Run
) -> None:
    edit(
        own_course / "course.yml",
        "limits:",
        "policy:\n  due: 2026-04-26T12:00:00+00:00\n  late_percent_per_day: 10\n  students: students.csv\nlimits:",
    )
    (own_course / "students.csv").write_text(
        "student,submitted_at,extra_days\nben@example.edu,2026-04-26T11:00:00+00:00,\ncleo@example.edu,,1\n"
    )
    metadata = "".join(
        f"submission_{number}:\n  :submitters:\n  - :email: {name}@example.edu\n"
        "  :created_at: 2026-04-27 13:00:00.000000000 +01:00\n"
        for number, name in enumerate(["ada", "ben", "cleo"])
    ).replace("27 13:00:00.000000000", "27 13:30:00.000000000")
    export = {f"submission_{number}/double.py": DOUBLE for number in range(3)}
    grade(unpacked(tmp_path / "export", {**export, "submission_metadata.yml": metadata}))
    out = tmp_path / "out"
    assert scores(out) == {"ada@example.edu": "8", "ben@example.edu": "10", "cleo@example.edu": "9"}
    assert result(out, "ada@example.edu")["submission"]["submitted_at"] == "2026-04-27T13:30:00+01:00"
    assert result(out, "ben@example.edu")["submission"]["submitted_at"] == "2026-04-26T11:00:00+00:00"


def test_json_says_the_time_and_the_notes_too(tmp_path: Path, own_course: Path, cache: Path) -> None:
    path = unpacked(tmp_path / "export", ONE_OF_EACH["nbgrader"])
    env = {**os.environ, "XDG_CACHE_HOME": str(cache), "GRADER_KEY": "key"}
    ran = grader("grade", path, "--course", own_course, "--json", env=env)
    document = json.loads(ran.stdout)
    assert (document["student"], document["submission"]["submitted_at"]) == ("jane", "2026-04-26T17:34:00+00:00")


def test_a_named_platform_that_it_is_not_is_wrong_usage(tmp_path: Path, grade: Run) -> None:
    said = grade(unpacked(tmp_path / "class", {"ada/double.py": DOUBLE}), "--from", "moodle", code=2)
    assert said.startswith(f"grader: {tmp_path / 'class'}: not a download of Moodle, which is folders named like")


# The page


def test_the_page_and_the_command_name_every_platform() -> None:
    assert [str(one) for one in DownloadFrom] == list(get_args(Platform))
    assert set(_FORMATS) == set(get_args(Platform))
    for form in _FORMATS.values():
        assert f"\n## {form.TITLE}\n" in PAGE
