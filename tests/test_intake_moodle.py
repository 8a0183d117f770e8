"""Moodle: a folder, or the beginning of a file's name, says whose a hand-in is."""

from __future__ import annotations

from pathlib import Path

import pytest
from downloads import Found, both, unpacked

from grader.errors import UsageError


@pytest.mark.parametrize("end", ["_assignsubmission_file", "_assignsubmission_file_"])
def test_each_folder_is_a_student_and_the_participants_id_stays_in_the_name(tmp_path: Path, end: str) -> None:
    files = {
        f"Jane Doe_501{end}/double.py": "jane 1",
        f"Jane Doe_501{end}/mean.py": "jane 2",
        f"Jane Doe_502{end}/double.py": "another Jane Doe",
        f"Pat O'Neill_503{end}/sub/mean.py": "in a folder",
        f"Li Na 李娜_504{end}/01_double/double.py": "in the lesson's folder",
    }
    found = both(tmp_path, files)
    assert found.code() == {
        "Jane Doe_501": {"01_double": "jane 1", "02_mean": "jane 2"},
        "Jane Doe_502": {"01_double": "another Jane Doe"},
        "Li Na 李娜_504": {"01_double": "in the lesson's folder"},
        "Pat O_Neill_503": {"02_mean": "in a folder"},
    }
    assert found.told == ["read as a download of Moodle: 4 students"]
    assert {one.submitted_at for one in found.values()} == {None}


def test_files_without_folders_are_sorted_by_their_names(tmp_path: Path) -> None:
    files = {
        "Jane Doe_501_assignsubmission_file_double.py": "jane",
        "Jim Roe_502_assignsubmission_file_a_assignsubmission_file_double.py": "not a lesson's file",
        "Jim Roe_502_assignsubmission_file_mean.py": "jim",
        "Jim Roe_502_assignsubmission_onlinetext_onlinetext.html": "<p>",
        "readme.txt": "",
    }
    found = both(tmp_path, files)
    assert found.code() == {"Jane Doe_501": {"01_double": "jane"}, "Jim Roe_502": {"02_mean": "jim"}}
    assert found["Jim Roe_502"].notes == (
        "Handed in as onlinetext in Moodle too, which is not graded.",
        "Not read, since no lesson asked for has a file of this name: a_assignsubmission_file_double.py.",
    )
    assert found.told[0] == "read as a download of Moodle: 2 students, 1 that belongs to nobody (readme.txt)"


def test_anonymous_participants_and_groups_are_read_like_names(tmp_path: Path) -> None:
    files = {
        "Participant_501_assignsubmission_file/double.py": "anonymous",
        "Group A_12_assignsubmission_file/double.py": "a group",
        "Default group_assignsubmission_file/double.py": "those without a group",
    }
    found = both(tmp_path, files)
    assert list(found) == ["Default group", "Group A_12", "Participant_501"]


def test_who_only_typed_text_is_there_with_a_note(tmp_path: Path) -> None:
    files = {
        "Jane Doe_501_assignsubmission_onlinetext/onlinetext.html": "<p>",
        "Jim Roe_502_assignsubmission_file/double.py": "",
        "Jim Roe_502_assignsubmission_onlinetext/onlinetext.html": "<p>",
    }
    found = both(tmp_path, files)
    assert found["Jane Doe_501"].read().sources == {}
    assert found["Jane Doe_501"].notes == ("Handed in as onlinetext in Moodle, which is not graded.",)
    assert found["Jim Roe_502"].notes == ("Handed in as onlinetext in Moodle too, which is not graded.",)


def test_the_same_student_in_a_folder_and_in_a_file_is_one_and_not_chosen_between(tmp_path: Path) -> None:
    end = "_assignsubmission_file_"
    files = {f"Jane Doe_501{end}/double.py": "", f"Jim Roe_502{end}/double.py": "", f"Jane Doe_501{end}double.py": ""}
    found = both(tmp_path, files)
    reasons = found["Jane Doe_501"].read().unreadable
    assert list(found) == ["Jane Doe_501", "Jim Roe_502"]
    assert reasons["01_double"].startswith("Handed in twice: Jane Doe_501_assignsubmission_file_/double.py and ")


def test_other_folders_are_told_and_not_taken_for_students(tmp_path: Path) -> None:
    end = "_assignsubmission_file"
    files = {f"A B_1{end}/double.py": "", f"C D_2{end}/double.py": "", "notes/double.py": "", "__MACOSX/x": ""}
    found = both(tmp_path, files)
    assert list(found) == ["A B_1", "C D_2"]
    assert found.told == ["read as a download of Moodle: 2 students, 1 that belongs to nobody (notes/)"]


def test_a_single_student_is_recognised_too(tmp_path: Path) -> None:
    assert list(both(tmp_path, {"Jane Doe_501_assignsubmission_file/double.py": ""})) == ["Jane Doe_501"]


def test_named_folders_of_another_kind_are_wrong_usage(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "class", {"ada/double.py": ""})
    with pytest.raises(UsageError, match="class: not a download of Moodle, which is folders named like Jane Doe_1234_"):
        Found(folder, platform="moodle")
