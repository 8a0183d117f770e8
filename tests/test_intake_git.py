"""git: a folder of clones is read as it is checked out; nothing in `.git` is looked at, and git is not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from downloads import Found, both, unpacked

from grader.errors import UsageError


def clone(name: str, **files: str) -> dict[str, str]:
    hook = "#!/bin/sh\ntouch /tmp/this-hook-must-never-run\n"
    return {
        f"{name}/.git/HEAD": "ref: x",
        f"{name}/.git/hooks/post-checkout": hook,
        **{f"{name}/{path.replace('__', '/')}.py": text for path, text in files.items()},
    }


def test_each_clone_is_a_student_by_the_name_of_its_folder(tmp_path: Path) -> None:
    files = {
        **clone("ps1-ada", double="ada 1", mean="ada 2"),
        **clone("ps1-ben", exercises__01_double__double="ben 1", exercises__02_mean__mean="ben 2"),
        **clone("ps1-cleo"),
    }
    found = both(tmp_path, files)
    assert found.code() == {
        "ps1-ada": {"01_double": "ada 1", "02_mean": "ada 2"},
        "ps1-ben": {"01_double": "ben 1", "02_mean": "ben 2"},
        "ps1-cleo": {},
    }
    assert found.told == ["read as a download of git: 3 students"]


def test_files_at_the_top_go_before_those_in_other_folders(tmp_path: Path) -> None:
    found = both(tmp_path, clone("ada", double="top", backup__double="old"))
    assert found.code() == {"ada": {"01_double": "top"}}


def test_two_folders_with_the_same_lesson_are_not_chosen_between(tmp_path: Path) -> None:
    ada = both(tmp_path, clone("ada", new__double="1", old__double="2"))["ada"]
    assert ada.read().unreadable["01_double"] == "Handed in twice: new/double.py and old/double.py. Keep one of them."


def test_lesson_files_in_the_git_folder_are_not_read(tmp_path: Path) -> None:
    found = both(tmp_path, {"ada/.git/01_double/double.py": "hidden", "ada/.git/double.py": "hidden"})
    assert found.code() == {"ada": {}}


def test_no_program_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("subprocess.Popen", "os.system", "os.posix_spawn", "os.fork"):
        monkeypatch.setattr(name, lambda *_: pytest.fail("a program was started"))
    found = both(tmp_path, clone("ada", double="1"), platform="git")
    assert found.code() == {"ada": {"01_double": "1"}}


def test_other_folders_among_clones_are_told(tmp_path: Path) -> None:
    files = {**clone("ada", double="1"), **clone("ben", double="2"), "notes/double.py": ""}
    found = both(tmp_path, files)
    assert (list(found), found.told) == (
        ["ada", "ben"],
        ["read as a download of git: 2 students, 1 that belongs to nobody (notes/)"],
    )


def test_a_clone_may_be_named_itself(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, clone("ada", exercises__01_double__double="1")) / "ada"
    assert Found(folder, platform="git").code() == {"ada": {"01_double": "1"}}


def test_a_worktrees_git_file_counts_and_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "class", {"ada/.git": "gitdir: /nowhere", "ada/double.py": "1"})
    (tmp_path / "elsewhere").mkdir()
    (folder / "ada" / "exercises").symlink_to(tmp_path / "elsewhere")
    assert Found(folder).code() == {"ada": {"01_double": "1"}}


def test_named_folders_of_another_kind_are_wrong_usage(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "class", {"ada/double.py": ""})
    with pytest.raises(UsageError, match=r"class: not a download of git, which is folders that hold a \.git"):
        Found(folder, platform="git")
