"""`grader show`: the picture's file, what is printed, exit codes. Started as a student starts it where that matters."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

from grader.cli import main
from grader.course import find_lesson, load_course
from grader.figures import draw_reference

LESSON = "03_update_step"
RIGHT = ROOT / "solutions" / LESSON / "update_step.py"
UPHILL = ROOT / "autograder_tests" / LESSON / "wrong" / "uphill.py"
STUB = ROOT / "exercises" / LESSON / "update_step.py"


class Ran(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def show(*arguments: object, cwd: Path) -> Ran:
    """The command in this process: importing matplotlib anew takes longer than the drawing."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    before = dict(os.environ)
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.chdir(cwd)
        patch.setenv("OPENBLAS_NUM_THREADS", "1")  # these two the command would set for all that follows
        patch.setenv("MPLBACKEND", "Agg")
        patch.setattr(sys, "argv", ["grader", "show", *map(str, arguments)])
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    assert dict(os.environ) == before, "tests that come later would run with other settings"
    return Ran(code, out.getvalue(), err.getvalue())


def started(*arguments: object, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "show", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=env)


@pytest.fixture(scope="module")
def reference() -> bytes:
    course = load_course(ROOT)
    return draw_reference(course, find_lesson(course, LESSON))


@pytest.mark.parametrize("name", [LESSON, "03", "update_step"])
def test_without_a_submission_the_reference_is_drawn_into_a_file_of_the_lessons_name(
    name: str, tmp_path: Path, reference: bytes
) -> None:
    run = show(name, "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"{LESSON}.svg\n", "")
    assert [path.name for path in tmp_path.iterdir()] == [f"{LESSON}.svg"]
    assert (tmp_path / f"{LESSON}.svg").read_bytes() == reference


def test_out_names_the_file_and_its_ending_the_format(tmp_path: Path) -> None:
    run = show("03", "--course", ROOT, "--out", "mine.PNG", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, "mine.PNG\n")
    assert (tmp_path / "mine.PNG").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize("kind", ["file", "any name", "folder", "lesson folders", "zip"])
def test_a_submission_may_be_a_file_a_folder_or_a_zip(kind: str, tmp_path: Path, reference: bytes) -> None:
    student = tmp_path / "ada"
    place = {"any name": student / "homework.py", "lesson folders": student / LESSON / "update_step.py"}
    path = place.get(kind, student / "update_step.py")
    path.parent.mkdir(parents=True)
    shutil.copy(RIGHT, path)
    submission = path if kind in ("file", "any name") else student
    if kind == "zip":
        submission = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", student))
    run = show("03", "--submission", submission, "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / f"{LESSON}.svg").read_bytes() == reference


def test_the_readmes_command_draws_a_students_own_folder(tmp_path: Path, reference: bytes) -> None:
    command = re.search(r"^grader show (.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert command is not None
    shutil.copytree(ROOT / "exercises" / LESSON, tmp_path / "exercises" / LESSON)
    run = started(*command[1].split(), "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, "is not written yet" in run.stderr) == (1, True)
    shutil.copy(RIGHT, tmp_path / "exercises" / LESSON / "update_step.py")
    run = started(*command[1].split(), "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / f"{LESSON}.svg").read_bytes() == reference


def test_a_wrong_submission_gives_another_picture(tmp_path: Path, reference: bytes) -> None:
    run = show("03", "--submission", UPHILL, "--course", ROOT, cwd=tmp_path)
    assert run.returncode == 0
    assert (tmp_path / f"{LESSON}.svg").read_bytes() != reference


def test_what_a_picture_leaves_out_is_noted(tmp_path: Path) -> None:
    code = "def update_step(w, g, r):\n    return float('nan')\ndef update_parameters(p, g, r):\n    return p\n"
    (tmp_path / "update_step.py").write_text(code)
    run = show("03", "--submission", "update_step.py", "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (0, f"{LESSON}.svg\n")
    assert run.stderr == "note: update_step answered with nan or inf, and the picture leaves that out\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (None, "update_step is not written yet. Next: pytest exercises/03_update_step"),
        ("def update_step(w, g, r:\n", "SyntaxError: '(' was never closed (update_step.py, line 1"),
        ("def update_step(w, g, r):\n    print(w - r * g)\n", "got None from update_step (printing"),
        ("def update_step(w, g, r):\n    return 'left'\n", "got text from update_step"),
        ("import os\nos._exit(0)\n", "Your code ended its own process"),
    ],
)
def test_a_submission_without_a_picture_is_exit_code_1_and_one_message(
    code: str | None, words: str, tmp_path: Path
) -> None:
    (tmp_path / "update_step.py").write_text(STUB.read_text(encoding="utf-8") if code is None else code)
    run = show("03", "--submission", "update_step.py", "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.startswith("grader: 03_update_step: ")
    assert words in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / f"{LESSON}.svg").exists()


@pytest.mark.parametrize(
    ("file", "lines", "words"),
    [
        ("ewma.py", 1, "03_update_step: there is no update_step.py in ada. Name the file, or its folder."),
        ("update_step.py", 200_000, "03_update_step: update_step.py is larger than 512 KiB."),
    ],
)
def test_a_hand_in_without_a_readable_file_of_the_lesson_is_exit_code_1(
    file: str, lines: int, words: str, tmp_path: Path
) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / file).write_text("x = 1\n" * lines)
    run = show("03", "--submission", "ada", "--course", ROOT, cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (1, "", f"grader: {words}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["99"], "no lesson '99' in downslope. Its lessons: 01_derivative, "),
        (["03", "--out", "picture.pdf"], "picture.pdf: a picture is a .svg or a .png file."),
        (["03", "--out", "no/such/folder/a.svg"], "cannot be written (No such file or directory). Choose another"),
        (["03", "--submission", "nowhere.py"], "nowhere.py: no such file or folder."),
        (["03", "--submission", ROOT / "README.md"], "a submission is a .py file"),
        (["03", "--submission", ROOT / "examples" / "class"], "12 submissions, and a picture shows one."),
        (["03", "--course", "."], "course.yml: no such file. Name the course's folder with --course."),
        (["01", "--course", ROOT / "tests" / "mini"], "figure.py: 1 problem"),
        ([], "Missing argument 'LESSON'"),
        (["03", "--isolation", "none"], "Invalid value for '--isolation'"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_one_clear_message(arguments: list[object], words: str, tmp_path: Path) -> None:
    course = [] if "--course" in arguments else ["--course", ROOT]
    run = show(*arguments, *course, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr
    assert "Traceback" not in run.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("backend", ["TkAgg", "module://nowhere", "no backend at all"])
def test_no_setting_of_the_users_changes_the_picture(backend: str, tmp_path: Path, reference: bytes) -> None:
    (tmp_path / "matplotlibrc").write_text("axes.facecolor: black\nfont.size: 30\nsvg.fonttype: path\nsavefig.dpi: 3\n")
    home = tmp_path / "home"
    home.mkdir()
    env = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    env |= {"MPLBACKEND": backend, "MATPLOTLIBRC": str(tmp_path / "matplotlibrc")}
    run = started("03", "--course", ROOT, "--out", tmp_path / "a.svg", cwd=home, env=env)
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "a.svg").read_bytes() == reference


def test_grading_does_not_import_what_only_pictures_need(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom grader.cli import app\n"
        f"sys.argv = ['grader', 'grade', {str(RIGHT)!r}, '--out', {str(tmp_path)!r}]\n"
        "try:\n    app()\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('matplotlib', 'PIL', 'grader.figures'))], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stderr.splitlines()[-1] == "[]"
    assert " 10/" in run.stdout
