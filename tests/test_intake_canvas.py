"""Canvas: whose a file is can be read from its name alone; where that is not certain, nobody gets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from downloads import Found, both, unpacked, zipped
from hypothesis import given
from hypothesis import strategies as st
from test_archive import packed
from test_collect import LESSONS

from grader.errors import UsageError
from grader.intake.canvas import _readings

LATE = "Canvas marks this as late, and the download does not say since when"


def canvas_name(sortable: str, late: bool, user: int, file: int, given: str) -> str:
    """How Canvas names a file, written down anew from what its `lib/content_zipper.rb` does."""
    name = re.sub(r"_(\d+)_", r"\1", sortable).lower()
    name = re.sub(r"[^\w]", "", "_".join([name, *(["LATE"] if late else []), str(user)]))
    return f"{name}_{file}_" + re.sub(r'[\x00/\\:*?"<>|]+', "_", given)


def test_each_file_goes_to_its_user_and_the_id_stays_in_the_name(tmp_path: Path) -> None:
    files = {
        "doejane_101_9001_double.py": "jane 1",
        "doejane_101_9002_mean.py": "jane 2",
        "doejane_102_9003_double.py": "another Jane Doe",
        "roejim_LATE_103_9004_mean.ipynb": '{"cells": [{"cell_type": "code", "source": "jim 2"}]}',
        "oneillbjørn_104_9005_double.py": "bjørn",
    }
    found = both(tmp_path, files)
    assert found.code() == {
        "doejane_101": {"01_double": "jane 1", "02_mean": "jane 2"},
        "doejane_102": {"01_double": "another Jane Doe"},
        "oneillbjørn_104": {"01_double": "bjørn"},
        "roejim_103": {"02_mean": "jim 2"},
    }
    assert found.told == ["read as a download of Canvas: 4 students, 1 late"]


def test_late_is_a_note_and_no_time(tmp_path: Path) -> None:
    found = both(tmp_path, {"doejane_101_9001_double.py": "", "roejim_LATE_103_9004_double.py": ""})
    assert (found["doejane_101"].notes, found["doejane_101"].submitted_at) == ((), None)
    (note,) = found["roejim_103"].read().notes
    assert note.startswith(LATE)
    assert found["roejim_103"].submitted_at is None


def test_a_file_that_canvas_renamed_is_the_lessons_file_and_the_last_upload_counts(tmp_path: Path) -> None:
    files = {
        "doejane_101_9001_double.py": "first",
        "doejane_101_10001_double-2.py": "third",
        "doejane_101_9500_double-1.py": "second",
        "roejim_103_9001_mean-7.py": "only one",
        "eve_104_9002_mean-0f8fad5b-d9cb-469f-a165-70867728950e.py": "the ninth",
    }
    found = both(tmp_path, files)
    assert found.code() == {
        "doejane_101": {"01_double": "third"},
        "eve_104": {"02_mean": "the ninth"},
        "roejim_103": {"02_mean": "only one"},
    }
    submission = found["doejane_101"].read()
    assert submission.sources["01_double"].filename == "double.py"
    assert submission.notes == (
        "double.py was uploaded 3 times. The last counts, doejane_101_10001_double-2.py, not "
        "doejane_101_9001_double.py, doejane_101_9500_double-1.py.",
    )
    assert found["roejim_103"].notes == ()


def test_the_same_file_handed_in_elsewhere_has_the_same_digest(tmp_path: Path) -> None:
    renamed = both(tmp_path / "one", {"doejane_101_9001_double-1.py": "x = 1"})["doejane_101"].read()
    plain = both(tmp_path / "two", {"doejane_101_77_double.py": "x = 1"})["doejane_101"].read()
    assert renamed.digest == plain.digest


def test_a_script_and_a_notebook_of_one_lesson_are_not_chosen_between(tmp_path: Path) -> None:
    found = both(tmp_path, {"doejane_101_9001_double.py": "", "doejane_101_9002_double.ipynb": "{}"})
    reasons = found["doejane_101"].read().unreadable
    assert reasons == {"01_double": "Handed in twice: double.py and double.ipynb. Keep one of them."}


def test_a_name_that_no_lesson_has_is_told_and_noted_and_not_graded(tmp_path: Path) -> None:
    found = both(tmp_path, {"doejane_101_9001_final (1).py": "x", "roejim_103_9002_double.py": "y"})
    assert found.code() == {"doejane_101": {}, "roejim_103": {"01_double": "y"}}
    note = "Not read, since no lesson asked for has a file of this name: final (1).py."
    assert found["doejane_101"].notes == (note,)
    assert found.told[1:] == [f"doejane_101: {note}"]


def test_what_else_a_student_has_handed_in_is_no_trouble_when_no_lesson_is_missing(tmp_path: Path) -> None:
    names = ["double.py", "mean.py", "helper.py", "report.pdf"]
    found = both(tmp_path, {f"doejane_101_90{number}_{name}": "" for number, name in enumerate(names)})
    assert found["doejane_101"].notes == ()
    assert found.told == ["read as a download of Canvas: 1 student"]


@pytest.mark.parametrize(
    ("name", "students"),
    [
        ("doejane_101_9001_7_double.py", ["doejane_101", "doejane_101_9001"]),  # she named it 7_double.py
        ("lab_7_103_9004_double.py", ["lab_7", "lab_7_103"]),  # a group that is called lab_7
        ("doejane_101_9001_103_1_mean.py", ["doejane_101", "doejane_101_9001", "doejane_101_9001_103"]),
    ],
)
def test_a_name_with_several_readings_is_nobodys_and_those_who_may_be_meant_are_told(
    tmp_path: Path, name: str, students: list[str]
) -> None:
    found = both(tmp_path, {name: "whose?", "doejane_101_9000_mean.py": "", "roejim_103_9001_double.py": "jim"})
    assert found.code() == {"doejane_101": {"02_mean": ""}, "roejim_103": {"01_double": "jim"}}
    assert f"1 that belongs to nobody ({name}, which may be of {' or '.join(students)})" in found.told[0]
    wanted = (f"Not read, since it may be somebody else's: {name}.",) if "doejane_101" in students else ()
    assert found["doejane_101"].notes == wanted


def test_what_canvas_has_not_named_is_nobodys_and_never_dropped_in_silence(tmp_path: Path) -> None:
    files = {f"doejane_10{number}_9001_double.py": "" for number in range(4)}
    found = both(tmp_path, {**files, "double (2).py": "", "grades.csv": "", ".DS_Store": ""})
    assert list(found) == ["doejane_100", "doejane_101", "doejane_102", "doejane_103"]
    assert found.told == [
        "read as a download of Canvas: 4 students, 2 that belong to nobody (double (2).py; grades.csv)"
    ]


def test_typed_in_text_and_links_are_noted(tmp_path: Path) -> None:
    files = {"doejane_101_text.html": "<p>", "roejim_LATE_103_link.html": "<a>", "eve_104_9001_double.py": ""}
    found = both(tmp_path, files)
    assert found["doejane_101"].notes == ("Handed in as a text in Canvas, which is not graded.",)
    assert found["roejim_103"].notes[0] == "Handed in as a link in Canvas, which is not graded."
    assert found["doejane_101"].read().sources == {}


def test_anonymous_hand_ins_are_named_by_their_anonymous_id(tmp_path: Path) -> None:
    found = both(tmp_path, {"anon_x7Kq2_9001_double.py": "a", "LATE_anon_12345_9002_double.py": "b"})
    assert found.code() == {"anon_12345": {"01_double": "b"}, "anon_x7Kq2": {"01_double": "a"}}
    assert found["anon_12345"].notes[0].startswith(LATE)


def test_a_zip_that_a_student_handed_in_is_opened_in_a_folder_and_not_in_a_zip(tmp_path: Path) -> None:
    files = {"doejane_101_9001_work.zip": packed(("work/double.py", "x = 1"))}
    inside = Found(unpacked(tmp_path / "download", files))["doejane_101"].read()
    assert inside.sources["01_double"].cells == ("x = 1",)
    within = Found(zipped(tmp_path / "download.zip", files))["doejane_101"].read()
    assert "work.zip is a zip within a zip, and is not opened" in within.unreadable["01_double"]


def test_links_in_a_download_are_not_followed(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "download", {"doejane_101_9001_mean.py": "x"})
    (tmp_path / "secret.py").write_text("secret")
    (folder / "doejane_101_9002_double.py").symlink_to(tmp_path / "secret.py")
    submission = Found(folder)["doejane_101"].read()
    assert list(submission.sources) == ["02_mean"]
    assert "is a link" in submission.unreadable["01_double"]


def test_a_long_name_is_cut_and_its_id_is_not(tmp_path: Path) -> None:
    (name,) = both(tmp_path, {f"{'ö' * 90}_101_9001_double.py": ""})
    assert name.startswith("öööö")
    assert name.endswith("ö_101")


def test_named_files_of_another_kind_are_wrong_usage(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "class", {"ada/double.py": ""})
    with pytest.raises(UsageError, match=r"class: not a download of Canvas, which is files named like doejane_1234_"):
        Found(folder, platform="canvas")
    only_one = both(tmp_path, {"doejane_101_9001_double.py": "", **dict.fromkeys("abc", "")}, platform="canvas")
    assert list(only_one) == ["doejane_101"]


def test_a_download_in_which_no_name_is_certain_is_wrong_usage(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "download", {"lab_7_103_9004_double.py": ""})
    with pytest.raises(UsageError, match="no submission in this download says whose it is"):
        Found(folder)


words = st.text(st.characters(codec="utf-8", exclude_characters="\n/"), max_size=12)
names = st.from_regex(r"[A-Za-z' é_]{1,8}, [A-Za-z -]{1,8}", fullmatch=True)


@given(names, st.booleans(), st.integers(1, 10**9), st.integers(1, 10**12), st.sampled_from(LESSONS), st.integers(0, 7))
def test_what_canvas_names_is_read_back(
    name: str, late: bool, user: int, file: int, lesson: object, again: int
) -> None:
    given_name = f"double{f'-{again}' if again else ''}.py"
    ((student, was_late, number, meant),) = _readings(canvas_name(name, late, user, file, given_name))
    assert student == f"{re.sub(r'[^a-zé_]', '', name.lower())}_{user}"
    assert (was_late, number, meant) == (late, file, given_name)


@given(words, st.booleans(), st.integers(1, 999), st.integers(1, 999), words)
def test_the_true_reading_is_always_among_those_that_are_weighed(
    name: str, late: bool, user: int, file: int, given_name: str
) -> None:
    made = canvas_name(name, late, user, file, f"{given_name}x")
    readings = _readings(made)
    assert any(one.student.endswith(f"_{user}") and (one.late, one.number) == (late, file) for one in readings)


@given(st.text("_1aL.py", max_size=60) | words)
def test_no_name_is_an_error(name: str) -> None:
    for reading in _readings(name):
        assert name.endswith(reading.given)
