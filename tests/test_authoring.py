"""The page for authors, followed word by word: its files in a copy of the course, its commands in their order.

What is shown below a command has to be in its output, and the lesson that comes out keeps what the page promises.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from conftest import ROOT

from grader import checks
from grader.catalogue import correct_styles, misconceptions
from grader.collect import collect
from grader.course import load_course, pick_lessons
from grader.errors import CourseError
from grader.exam import LessonExam, body_of, set_exam
from grader.figures import draw_reference
from grader.grade import grade
from grader.model import Course, LessonResult, Limits, Outcome
from grader.proxy import LocalSubmission
from grader.worker.nursery import Nursery

PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
LESSON = "16_clipping"
# A fenced block, with the line above it that names its file, if there is one.
BLOCK = re.compile(
    r"(?:^`(?P<path>[\w./]+)`(?:, [^\n]*)?:\n)?^(?P<fence>`{3,})(?P<kind>\w+)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
BLOCKS = list(BLOCK.finditer(PAGE))
FILES = {block["path"]: block["text"] for block in BLOCKS if block["path"]}
COPIED = ("course.yml", "pyproject.toml", "tests/conftest.py", "tests/test_lessons.py", "tests/test_figures.py")
PROGRAMS = {
    "python": [sys.executable],
    "pytest": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"],
    "grader": [sys.executable, "-c", "from grader.cli import main; main()"],
    "ruff": [sys.executable, "-m", "ruff"],
    "cp": ["cp"],
    "sed": ["sed"],
}


class Command(NamedTuple):
    """A command of the page, and the lines of its output that the page shows."""

    line: str
    shown: list[str]


def commands_of(text: str) -> list[Command]:
    """The commands of one block: lines after `$ `, each with the lines below it."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)
    assert parts[0] == "", "a block begins with a command"
    return [Command(first, shown) for first, *shown in (part.splitlines() for part in parts[1:])]


COMMANDS = [command for block in BLOCKS if block["kind"] == "console" for command in commands_of(block["text"])]


class Followed(NamedTuple):
    """A copy of the course after an author has followed the page, and what the commands did."""

    root: Path
    runs: list[subprocess.CompletedProcess[str]]


def write(root: Path, path: str) -> None:
    """What the page says about one file: its content, or what comes at its end."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    with open(root / path, "a" if path == "course.yml" else "x", encoding="utf-8") as file:
        file.write(FILES[path])


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    root = tmp_path_factory.mktemp("authoring") / "course"
    for folder in ("grader", "exercises", "solutions", "autograder_tests"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "tests").mkdir()
    for name in COPIED:
        shutil.copy(ROOT / name, root / name)
    ours = {
        "PYTHONPATH": str(root),
        "XDG_CACHE_HOME": str(root.parent / "cache"),
        "RUFF_NO_CACHE": "true",
        "COLUMNS": "160",
    }
    environment = {name: value for name, value in os.environ.items() if name != "GRADER_KEY"} | ours
    runs = []
    for block in BLOCKS:
        if block["path"]:
            write(root, block["path"])
        elif block["kind"] == "console":
            for command in commands_of(block["text"]):
                program, *arguments = shlex.split(command.line)
                words = [*PROGRAMS[program], *arguments]
                runs.append(
                    subprocess.run(words, cwd=root, env=environment, capture_output=True, text=True, check=False)
                )
    return Followed(root, runs)


@pytest.fixture(scope="module")
def new_course(followed: Followed) -> Course:
    return load_course(followed.root)


@pytest.fixture(scope="module")
def new_exam(new_course: Course, tmp_path_factory: pytest.TempPathFactory) -> LessonExam:
    return set_exam(new_course, pick_lessons(new_course, [LESSON]), b"tests", tmp_path_factory.mktemp("papers"))[0]


@pytest.fixture
def grade_new(new_course: Course, new_exam: LessonExam, nursery: Nursery) -> Callable[[Path], LessonResult]:
    """Grade one file as a hand-in of the new lesson."""

    def one(path: Path) -> LessonResult:
        (submission,) = collect([path], [new_exam.lesson])
        return grade(submission, new_course, [new_exam], nursery).lessons[0]

    return one


def test_the_lesson_is_new_and_the_page_writes_all_of_it() -> None:
    assert not list(ROOT.glob(f"*/{LESSON}"))
    kinds = ["solutions", "exercises", "autograder_tests"]
    assert [
        path for path in FILES if "/" in path and path.split("/")[:2] not in [[kind, LESSON] for kind in kinds]
    ] == []
    assert len(FILES) == len([block for block in BLOCKS if block["path"]]), "a file is written twice"
    assert len(COMMANDS) >= 10


@pytest.mark.parametrize("number", range(len(COMMANDS)), ids=[command.line for command in COMMANDS])
def test_every_command_works_and_prints_what_the_page_shows(followed: Followed, number: int) -> None:
    run = followed.runs[number]
    printed = [line.rstrip() for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stdout + run.stderr
    for line in COMMANDS[number].shown:
        assert line in printed or re.search(rf"= {re.escape(line)} in [\d.]+s", run.stdout), run.stdout


def test_visible_tests_are_skipped_with_the_stub_and_pass_with_the_reference(followed: Followed) -> None:
    runs = [run.stdout for command, run in zip(COMMANDS, followed.runs) if command.line == f"pytest exercises/{LESSON}"]
    count = FILES[f"exercises/{LESSON}/test_clipping.py"].count("\ndef test_")
    assert [re.findall(r"(\d+) (passed|failed|skipped)", run) for run in runs] == [
        [(str(count), "skipped")],
        [(str(count), "passed")],
    ]


def test_the_last_stub_is_the_students(followed: Followed, grade_new: Callable[[Path], LessonResult]) -> None:
    stub = followed.root / "exercises" / LESSON / "clipping.py"
    assert stub.read_text(encoding="utf-8").count("raise NotImplementedError") == 2
    result = grade_new(stub)
    assert result.score == 0
    assert {check.outcome for check in result.checks} == {Outcome.NOT_ATTEMPTED}


def test_the_reference_and_every_style_score_everything(
    followed: Followed, grade_new: Callable[[Path], LessonResult]
) -> None:
    styles = correct_styles(followed.root, LESSON)
    assert len(styles) == 3
    for path in [followed.root / "solutions" / LESSON / "clipping.py", *(style.path for style in styles)]:
        result = grade_new(path)
        assert (result.score, result.max_score) == (10, 10), (path.name, result.checks)


def test_every_mistake_is_caught_by_its_check_and_keeps_exactly_its_points(
    followed: Followed, grade_new: Callable[[Path], LessonResult]
) -> None:
    mistakes = misconceptions(followed.root, LESSON)
    assert len(mistakes) == 6
    for mistake in mistakes:
        result = grade_new(mistake.path)
        outcomes = {check.id: check.outcome for check in result.checks}
        assert outcomes[mistake.caught_by] in (Outcome.FAILED, Outcome.ERROR), mistake.id
        assert result.score == mistake.keeps, mistake.id


def test_the_picture_is_drawn_from_the_reference(followed: Followed, new_course: Course, new_exam: LessonExam) -> None:
    picture = (followed.root / "exercises" / LESSON / "figure.svg").read_bytes()
    assert ElementTree.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
    assert b"Clipped to a length of 2" in picture
    assert picture == draw_reference(new_course, new_exam.lesson)


def test_the_check_of_units_alone_would_pass_a_function_that_returns_its_argument(
    new_exam: LessonExam, grade_new: Callable[[Path], LessonResult], tmp_path: Path
) -> None:
    idle = ModuleType("idle")
    idle.clip = lambda gradient, limit: gradient  # type: ignore[attr-defined]
    (units,) = [check for check in new_exam.checks if check.id == "the_unit_does_not_matter"]
    for arguments in new_exam.examples(units):
        body_of(units)(submission=LocalSubmission(idle), reference=None, **arguments)
    path = tmp_path / "clipping.py"
    path.write_text("def clip(gradient, limit):\n    return gradient\n", encoding="utf-8")
    assert {check.id: check.outcome for check in grade_new(path).checks}[units.id] == Outcome.SKIPPED


def test_what_the_rules_of_thumb_name_exists_and_the_limits_are_the_courses(new_course: Course) -> None:
    rules = PAGE.split("## Rules of thumb")[1]
    names = ["number", "array", "keys", "sequence", "close", "Recorded"]
    assert [name for name in names if f"`{name}`" not in rules or not hasattr(checks, name)] == []
    limits = new_course.lessons[-1].limits
    assert limits == Limits()
    seconds = (limits.call_seconds, limits.check_seconds, limits.lesson_seconds)
    assert "{:g} for a call, {:g} for a check, {:g} for a lesson".format(*seconds) in rules


HIDDEN = f"autograder_tests/{LESSON}/test_hidden_clipping.py"
ROW = "@given(gradient=arrays(shapes(max_dims=1)))"
TITLE = '"""length of an array with one axis is right to nine digits."""\n'
# Message: the file that is broken, what stands there, and what is written instead.
BREAKAGES = {
    "the points of its checks sum to 9, the lesson's are 10": (HIDDEN, "points=3,", "points=2,"),
    "a test without @check": (HIDDEN, "def blocks()", "def test_of_nothing(): ...\n\n\ndef blocks()"),
    "only 3 different examples, 10 are needed": (
        HIDDEN,
        ROW,
        "@given(gradient=st.sampled_from([np.array([1.0]), np.array([2.0])]))",
    ),
    "st.data, assume, target, note and event do not work in a replayed body": (
        HIDDEN,
        TITLE,
        TITLE + "    from hypothesis import assume\n\n    assume(gradient[0] > 0)\n",
    ),
    "the reference fails it: Mismatch": (HIDDEN, "math.hypot(*gradient))", "math.hypot(*gradient) + 1e-6)"),
    "its docstring lacks": (f"autograder_tests/{LESSON}/wrong/in_place.py", "keeps: 9\n", ""),
    "draw fails with": (f"exercises/{LESSON}/figure.py", "LIMIT = 2.0", "LIMIT = None"),
}


@pytest.fixture
def small_course(tmp_path: Path) -> Iterator[Path]:
    """The page's lesson alone, as its author has it after writing every file."""
    (tmp_path / "autograder_tests").mkdir()
    for name in ("__init__", "strategies"):
        shutil.copy(ROOT / "autograder_tests" / f"{name}.py", tmp_path / "autograder_tests")
    (tmp_path / "course.yml").write_text('id: small\ntitle: Small\nversion: "1"\nlessons:\n', encoding="utf-8")
    for path in FILES:
        write(tmp_path, path)
    (tmp_path / "exercises" / LESSON / "clipping.py").write_text("", encoding="utf-8")
    before = {name: module for name, module in sys.modules.items() if name.startswith("autograder_tests")}
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("autograder_tests")]:
        del sys.modules[name]
    sys.modules.update(before)


def use_everything(root: Path) -> None:
    """Whatever may find that a lesson is broken."""
    course = load_course(root)
    set_exam(course, course.lessons, b"tests", root / "cache")
    misconceptions(root, LESSON)
    draw_reference(course, course.lessons[0])


def test_the_lesson_is_not_broken_as_it_stands(small_course: Path) -> None:
    use_everything(small_course)


def test_every_message_of_the_page_has_its_breakage() -> None:
    table = PAGE.split("## When something is wrong")[1]
    assert re.findall(r"^\| `([^|]+)` \|", table, re.MULTILINE) == list(BREAKAGES)


@pytest.mark.parametrize("message", BREAKAGES)
def test_a_broken_lesson_is_told_what_the_page_says(small_course: Path, message: str) -> None:
    path, old, new = BREAKAGES[message]
    text = FILES[path]
    assert text.count(old) == 1
    (small_course / path).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match=re.escape(message)):
        use_everything(small_course)
