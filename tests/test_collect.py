"""What students hand in becomes submissions, however it is named, packed, encoded or broken."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def reason(tmp_path: Path, name: str, content: str | bytes) -> str:
    """Why one handed-in file cannot be read."""
    submission = only(write(tmp_path / "ada" / name, content))
    assert submission.sources == {}
    return submission.unreadable["01_double"]


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


def test_line_endings_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    source = only(write(tmp_path / "double.py", b"\xef\xbb\xbfa = 1\r\nb = '\xc3\xa9'\r\n")).sources["01_double"]
    names: dict[str, object] = {}
    exec(source.cells[0], names)
    assert (names["a"], names["b"]) == (1, "é")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("double.py", b"a\nb\n# \xe9\n", r"double\.py is not UTF-8 text \(line 3\)\. Save it as UTF-8"),
        ("double.py", b"\xef\xbb\xbfa\n\xe9", r"not UTF-8 text \(line 2\)"),
        ("double.py", "x = 1".encode("utf-16"), r"not UTF-8 text \(line 1\)"),
        ("double.py", b"x = '\0'", "NUL character, so it is not Python code"),
        ("double.py", b"#" * 4097, r"double\.py is larger than 4 KiB"),
        ("double.ipynb", b"#" * (4097 * 64), r"double\.ipynb is larger than 256 KiB"),
        ("double.ipynb", notebook("#" * 3000, "é" * 600), r"The code of double\.ipynb is longer than 4 KiB"),
        ("double.ipynb", notebook(*[""] * 5000), r"The code of double\.ipynb is longer than 4 KiB"),
        ("double.ipynb", notebook("x = '\ud800'"), "half a character"),
        ("double.ipynb", notebook("x = '\0'"), "NUL character"),
        ("double.ipynb", "{", r"not a valid notebook: .*\. Save it again in Jupyter"),
        ("double.ipynb", "[" * 100_000, "not a valid notebook"),
        ("double.ipynb", "1" * 5000, "not a valid notebook"),
        ("double.ipynb", '{"worksheets": []}', "no list of cells, so it is not a notebook of format 4"),
        ("double.ipynb", "[]", "no list of cells"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_to_its_student(
    tmp_path: Path, name: str, content: str | bytes, message: str
) -> None:
    assert re.search(message, reason(tmp_path, name, content))


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


folder_names = st.binary(min_size=1, max_size=255).filter(
    lambda name: not set(name) & {0, ord("/")} and name not in (b".", b"..") and not name.startswith((b".", b"_"))
)


@given(name=folder_names | st.text("漢é\u0958 .\n'\"<&=", min_size=1, max_size=80).map(str.encode))
def test_any_folder_name_becomes_a_name_for_files_and_tables(name: bytes, tmp_path_factory: object) -> None:
    if name.strip(b".") == b"" or name.startswith(b".") or len(name) > 255:
        name = b"x" + name[:200]
    root = tmp_path_factory.mktemp("class")  # type: ignore[attr-defined]
    write(root / os.fsdecode(name) / "double.py")
    student = only(root).student
    assert student
    assert not set(student) & set("/\\\n\t\0'\"<>&=")
    assert student.isprintable()
    assert len(f"{student}-01234567.json.partial".encode()) <= 255
    write(root / f"{student}.json")


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
