"""What students hand in becomes submissions, however it is named, packed, encoded or broken."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from grader.collect import collect
from grader.errors import UsageError
from grader.model import Lesson, Limits, Submission

DOUBLE = Lesson("01_double", "Twice", "double", limits=Limits(file_kb=4))
MEAN = Lesson("02_mean", "Mean", "mean", limits=Limits(file_kb=4))
LESSONS = [DOUBLE, MEAN]


def write(path: Path, content: str | bytes = "x = 1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def notebook(*sources: object) -> str:
    cells: list[object] = [{"cell_type": "markdown", "source": "words"}, "no cell at all"]
    return json.dumps({"cells": cells + [{"cell_type": "code", "source": source} for source in sources]})


def only(path: Path, lessons: list[Lesson] = LESSONS) -> Submission:
    (submission,) = collect([path], lessons)
    return submission


def test_a_single_script_belongs_to_the_student_whose_folder_it_is_in(tmp_path: Path) -> None:
    submission = only(write(tmp_path / "ada" / "mean.py", "def mean(values): ...\n"))
    assert submission.student == "ada"
    assert list(submission.sources) == ["02_mean"]
    source = submission.sources["02_mean"]
    assert (source.filename, source.cells, source.notebook) == ("mean.py", ("def mean(values): ...\n",), False)


def test_the_code_cells_of_a_notebook_are_taken_in_order_and_nothing_else(tmp_path: Path) -> None:
    content = notebook("a = 1", ["b = 2\n", "c = 3"], [4, "d = 5"], "")
    source = only(write(tmp_path / "double.ipynb", content)).sources["01_double"]
    assert source.notebook
    assert source.cells == ("a = 1", "b = 2\nc = 3", "d = 5", "")


@pytest.mark.parametrize("layout", ["ada/double.py ada/mean.py", "ada/01_double/double.py ada/02_mean/mean.py"])
def test_a_students_folder_may_be_flat_or_hold_lesson_folders(tmp_path: Path, layout: str) -> None:
    for name in layout.split():
        write(tmp_path / name, f"name = {name!r}")
    write(tmp_path / "ada" / "notes.py")
    for path in (tmp_path / "ada", tmp_path):
        submission = only(path)
        assert submission.student == "ada"
        assert list(submission.sources) == ["01_double", "02_mean"]
        assert submission.unreadable == {}


@pytest.mark.parametrize("packed", [False, True])
def test_a_copy_of_the_released_bundle_is_one_students_wherever_it_is(tmp_path: Path, packed: bool) -> None:
    course = tmp_path / "class" / "ada" / "downslope"
    write(course / "course.yml", "id: mini\n")
    write(course / "grader" / "double.py", "an engine's file")
    write(course / "exercises" / "01_double" / "double.py", "a = 1")
    write(course / "exercises" / "02_mean" / "mean.py", "b = 1")
    write(course / "notebooks" / "02_mean" / "mean.ipynb", notebook("b = 2"))
    paths = [course, course.parent, course.parent.parent]
    if packed:
        paths = [Path(shutil.make_archive(str(tmp_path / f"ada{n}"), "zip", path)) for n, path in enumerate(paths[:2])]
    for path in paths:
        submission = only(path)
        assert submission.sources["01_double"].cells == ("a = 1",)
        assert submission.unreadable.keys() == {"02_mean"}
        assert submission.unreadable["02_mean"].startswith("Handed in twice: 02_mean/mean.py and 02_mean/mean.ipynb.")


def test_folders_called_exercises_and_notebooks_without_a_course_are_students(tmp_path: Path) -> None:
    write(tmp_path / "exercises" / "01_double" / "double.py")
    write(tmp_path / "notebooks" / "01_double" / "double.py")
    assert [one.student for one in collect([tmp_path], LESSONS)] == ["exercises", "notebooks"]


def test_a_folder_of_students_is_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("zoe", "ada", "bob"):
        write(tmp_path / name / "double.py")
    for name in (".git", "__MACOSX"):
        write(tmp_path / name / "double.py")
    (tmp_path / "eve").mkdir()
    students = collect([tmp_path], LESSONS)
    assert [student.student for student in students] == ["ada", "bob", "eve", "zoe"]
    assert students[2].sources == {}


def test_the_same_bytes_have_the_same_digest_and_others_another(tmp_path: Path) -> None:
    first, second, third = (
        only(write(tmp_path / student / "double.py", text)) for student, text in [("a", "1"), ("b", "1"), ("c", "2")]
    )
    assert first.digest == second.digest != third.digest
    assert first.digest.startswith("sha256:")


def test_a_lesson_handed_in_twice_is_not_guessed_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("double.py", "double.ipynb", "01_double/double.py", "mean.py"):
        write(tmp_path / "ada" / name, notebook())
    wanted = "Handed in twice: double.py and double.ipynb and 01_double/double.py. Keep one of them."
    monkeypatch.chdir(tmp_path / "ada")
    for path in (tmp_path, tmp_path / "ada", Path(".")):
        submission = only(path)
        assert submission.unreadable == {"01_double": wanted}
        assert list(submission.sources) == ["02_mean"]


def test_links_are_not_followed_out_of_a_students_folder(tmp_path: Path) -> None:
    write(tmp_path / "solutions" / "01_double" / "double.py", "secret")
    write(tmp_path / "class" / "ada" / "mean.py")
    (tmp_path / "class" / "ada" / "double.py").symlink_to(tmp_path / "solutions" / "01_double" / "double.py")
    (tmp_path / "class" / "ada" / "01_double").symlink_to(tmp_path / "solutions" / "01_double")
    (tmp_path / "class" / "eve").symlink_to(tmp_path / "solutions" / "01_double")
    os.mkfifo(tmp_path / "class" / "ada" / "double.ipynb")
    submission = only(tmp_path / "class")
    assert (submission.student, list(submission.sources)) == ("ada", ["02_mean"])


def test_students_of_one_name_stay_apart_even_where_case_does_not_count(tmp_path: Path) -> None:
    for folder in ("one/Ada", "two/ada", "two/bob", "two/STRASSE", "one/Straße"):
        write(tmp_path / folder / "double.py", folder)
    paths = [tmp_path / "one", tmp_path / "two"]
    found = collect(paths, LESSONS)
    assert len({item.student.casefold() for item in found}) == 5
    assert "bob" in [item.student for item in found]
    assert [item.student for item in collect(paths[::-1], LESSONS)] == [item.student for item in found]


def test_a_submission_that_is_named_twice_is_graded_once(tmp_path: Path) -> None:
    path = write(tmp_path / "class" / "ada" / "double.py").parent
    (tmp_path / "link").symlink_to(tmp_path / "class")
    assert [item.student for item in collect([path, path, tmp_path / "class", tmp_path / "link"], LESSONS)] == ["ada"]


def test_a_file_named_for_one_lesson_may_be_called_anything(tmp_path: Path) -> None:
    path = write(tmp_path / "ada" / os.fsdecode(b"my\xff hand-in.py"))
    assert only(path, [MEAN]).sources["02_mean"].filename == "my? hand-in.py"
    with pytest.raises(UsageError, match=r"Name it double\.py, mean\.py; or add --lesson"):
        collect([path], LESSONS)


def test_paths_that_hold_no_submission_are_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere: no such file or folder"):
        collect([tmp_path / "nowhere"], LESSONS)
    with pytest.raises(UsageError, match=r"a submission is a \.py file, an \.ipynb file or a folder"):
        collect([write(tmp_path / "double.txt")], LESSONS)
    with pytest.raises(UsageError, match="It should hold one folder per student, or lesson files"):
        collect([tmp_path], LESSONS)


def test_files_of_one_folder_are_one_students(tmp_path: Path) -> None:
    for folder in ("ada", "ben"):
        (tmp_path / folder).mkdir()
        for lesson in LESSONS:
            (tmp_path / folder / f"{lesson.module}.py").write_text(folder)
    paths = [tmp_path / "ada" / f"{lesson.module}.py" for lesson in LESSONS]
    (ada, ben) = collect([*paths, tmp_path / "ben" / f"{LESSONS[0].module}.py"], LESSONS)
    assert (ada.student, sorted(ada.sources)) == ("ada", sorted(lesson.id for lesson in LESSONS))
    assert (ben.student, sorted(ben.sources)) == ("ben", [LESSONS[0].id])


def test_lesson_folders_without_a_lesson_file_are_one_student_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "ada" / LESSONS[0].id).mkdir(parents=True)
    (tmp_path / "ada" / LESSONS[0].id / "final_version.py").write_text("")
    (ada,) = collect([tmp_path / "ada"], LESSONS)
    assert (ada.student, ada.sources) == ("ada", {})


def test_folder_names_with_an_underscore_in_front_are_students_too(tmp_path: Path) -> None:
    for name in ("_ada", "__MACOSX", ".git"):
        (tmp_path / name).mkdir()
    assert [one.student for one in collect([tmp_path], LESSONS)] == ["_ada"]


ODD = {
    "link": "double.py is a link, not an ordinary file. Hand in the file itself.",
    "dangling": "double.py is a link, not an ordinary file. Hand in the file itself.",
    "linked folder": "01_double is a link, not an ordinary file. Hand in the file itself.",
    "pipe": "double.py is a pipe, not an ordinary file. Hand in the file itself.",
    "folder": "double.py is a folder, not an ordinary file. Hand in the file itself.",
}


def make_odd(folder: Path, kind: str, secret: Path) -> Path:
    folder.mkdir(parents=True)
    path = folder / "double.py"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "linked folder":
        (folder / "01_double").symlink_to(secret.parent)
    else:
        path.symlink_to(secret if kind == "link" else folder / "nothing")
    return path


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_ordinary_file_is_neither_read_nor_waited_for(tmp_path: Path, kind: str) -> None:
    secret = write(tmp_path / "solutions" / "double.py", "secret")
    write(tmp_path / "class" / "ben" / "double.py")
    path = make_odd(tmp_path / "class" / "ada", kind, secret)
    for paths in ([tmp_path / "class"], [path.parent, tmp_path / "class" / "ben"]):
        ada, ben = collect(paths, LESSONS)
        assert (ada.student, ada.sources, ada.unreadable) == ("ada", {}, {"01_double": ODD[kind]})
        assert (ben.student, list(ben.sources)) == ("ben", ["01_double"])
    assert only(path.parent).unreadable == {"01_double": ODD[kind]}
    if kind in ("link", "dangling", "pipe"):
        ada, ben = collect([path, tmp_path / "class" / "ben"], LESSONS)
        assert (ada.student, ada.unreadable) == ("ada", {"01_double": ODD[kind]})


def test_an_ordinary_file_counts_before_what_cannot_be_read(tmp_path: Path) -> None:
    make_odd(tmp_path / "ada", "folder", tmp_path)
    write(tmp_path / "ada" / "01_double" / "double.py", "x = 2")
    assert only(tmp_path / "ada").sources["01_double"].cells == ("x = 2",)


def test_a_student_who_is_called_like_a_lesson_file_is_one_of_the_class(tmp_path: Path) -> None:
    for name in ("double.py", "ada"):
        write(tmp_path / name / "double.py")
    assert [one.student for one in collect([tmp_path], LESSONS)] == ["ada", "double.py"]


def test_what_may_not_be_opened_costs_its_student_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "ada" / "double.py")
    (tmp_path / "ben").mkdir()
    write(tmp_path / "cleo" / "double.py")
    real_open, real_scandir = os.open, os.scandir

    def closed_open(path: str | Path, *arguments: int, **options: int) -> int:
        if Path(path).name == "ada":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *arguments, **options)

    def closed_scandir(path: Path) -> object:
        if Path(path).name == "ben":
            raise PermissionError(13, "Permission denied")
        return real_scandir(path)

    monkeypatch.setattr(os, "open", closed_open)
    monkeypatch.setattr(os, "supports_dir_fd", {closed_open})
    monkeypatch.setattr(os, "scandir", closed_scandir)
    ada, ben, cleo = collect([tmp_path], LESSONS)
    assert ada.unavailable == {"01_double": "double.py could not be read: Permission denied."}
    assert set(ben.unavailable.values()) == {"The folder ben could not be read: Permission denied."}
    assert list(cleo.sources) == ["01_double"]
    with pytest.raises(UsageError, match=r"ben: The folder ben could not be read: Permission denied\."):
        collect([tmp_path / "ben"], LESSONS)


def test_of_several_paths_an_empty_folder_is_a_student_with_nothing(tmp_path: Path) -> None:
    write(tmp_path / "ada" / "double.py")
    (tmp_path / "ben").mkdir()
    ada, ben = collect([tmp_path / "ada", tmp_path / "ben"], LESSONS)
    assert (list(ada.sources), ben.student, ben.sources, ben.unreadable) == (["01_double"], "ben", {}, {})
