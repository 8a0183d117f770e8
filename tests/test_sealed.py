"""A packaged exam is sat with the papers that it carries, gives the same verdicts, and holds no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from conftest import MINI

from grader import exam as exams
from grader.collect import collect
from grader.course import load_course
from grader.desk import Assignment
from grader.errors import CourseError, UsageError
from grader.grade import grade
from grader.model import Outcome, Result
from grader.packaged import grade_packaged
from grader.sealed import read_seal, seal, sealed_assignment
from grader.worker.nursery import Nursery

KEY = b"of the instructor"
LESSONS = ("01_double", "02_mean")
WRONG = "PREDICT = {'next': 4}\n\n\ndef double(x):\n    return x + 2\n"


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    return seal(Assignment(MINI, LESSONS, KEY, "strict"))


def unpacked(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


@pytest.fixture
def exam(packed: dict[str, bytes], tmp_path: Path) -> Path:
    return unpacked(packed, tmp_path / "exam")


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        folder = tmp_path / "handed in"
        folder.mkdir(exist_ok=True)
        (folder / "double.py").write_text(text, encoding="utf-8")
        return folder

    return write


def test_equal_courses_give_equal_bytes(packed: dict[str, bytes]) -> None:
    assert seal(Assignment(MINI, LESSONS, KEY, "strict")) == packed
    assert seal(Assignment(MINI, LESSONS, b"another", "strict")) != packed


def test_key_styles_and_misconceptions_stay_at_home(packed: dict[str, bytes]) -> None:
    assert not [name for name in packed if "correct" in name.split("/") or "wrong" in name.split("/")]
    assert not [name for name, content in packed.items() if KEY in content]


def test_verdicts_are_those_of_the_course_with_its_key(
    exam: Path, hand_in: Callable[[str], Path], nursery: Nursery, tmp_path: Path
) -> None:
    course = load_course(MINI)
    for text in (WRONG, WRONG.replace("x + 2", "2 * x"), "def double(x):\n    raise NotImplementedError\n"):
        at_home = exams.set_exam(course, course.lessons, KEY, tmp_path / "cache")
        (submission,) = collect([hand_in(text)], course.lessons)
        want = grade(submission, course, at_home, nursery).lessons
        assert grade_packaged(exam, hand_in(text)).result.lessons == want


def test_papers_are_never_drawn_anew(
    exam: Path, hand_in: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*arguments: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(exams, "draw_examples", draw)
    result = grade_packaged(exam, hand_in(WRONG)).result
    assert {check.outcome for check in result.lessons[0].checks} >= {Outcome.FAILED}


@pytest.mark.parametrize("name", ["01_double.paper", "01_double.answers"])
@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"no paper at all")])
def test_a_damaged_package_says_what_to_do(
    exam: Path, hand_in: Callable[[str], Path], name: str, damage: Callable[[Path], None]
) -> None:
    damage(exam / "sealed" / name)
    with pytest.raises(CourseError, match=rf"(?s){name}.*with `grader package`"):
        grade_packaged(exam, hand_in(WRONG))


def test_hidden_tests_that_were_changed_afterwards_are_noticed(exam: Path, hand_in: Callable[[str], Path]) -> None:
    with open(exam / "solutions" / "01_double" / "double.py", "a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    with pytest.raises(CourseError, match="not that of these hidden tests"):
        grade_packaged(exam, hand_in(WRONG))


def test_a_folder_without_a_seal_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no packaged exam here"):
        read_seal(tmp_path)


def test_the_public_key_is_told_and_no_other(packed: dict[str, bytes], exam: Path, tmp_path: Path) -> None:
    assert not read_seal(exam).public_key
    assert sealed_assignment(exam).notes() == []
    public = unpacked(seal(Assignment(MINI, LESSONS[:1], exams.PUBLIC_KEY, "strict")), tmp_path / "public")
    assert "public default key" in sealed_assignment(public).notes()[0]


def test_a_package_of_some_lessons_has_no_others(tmp_path: Path) -> None:
    files = seal(Assignment(MINI, LESSONS[1:], KEY, "strict"))
    assert not [name for name in files if "double" in name]
    course = load_course(unpacked(files, tmp_path))
    assert [lesson.id for lesson in course.lessons] == ["02_mean"]


def test_the_module_prints_the_result_alone(exam: Path, hand_in: Callable[[str], Path]) -> None:
    command = [sys.executable, "-m", "grader.packaged", str(exam), str(hand_in(WRONG)), "--student", "somebody"]
    run = subprocess.run(command, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert msgspec.json.decode(run.stdout, type=Result).student == "somebody"
    run = subprocess.run([*command, "--lesson", "01_double"], capture_output=True, check=False)
    assert [lesson.id for lesson in msgspec.json.decode(run.stdout, type=Result).lessons] == ["01_double"]
    run = subprocess.run([*command[:4], str(exam / "absent")], capture_output=True, check=False)
    assert run.returncode == 2
    assert b"no such file or folder" in run.stderr
