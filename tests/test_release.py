"""The students' bundle: it holds what it should and nothing hidden, and works where nothing else of the course is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI, ROOT
from msgspec.structs import replace
from packaging.requirements import Requirement

from grader import notebooks
from grader.collect import collect
from grader.course import load_course
from grader.errors import UsageError
from grader.release import Bundle, bundle, release

LESSON = "03_update_step"
EXAM = [*ROOT.glob("solutions/*/*.py"), *ROOT.glob("autograder_tests/*.py"), *ROOT.glob("autograder_tests/*/test_*.py")]
SPECIMENS = list(ROOT.glob("autograder_tests/*/*/*.py"))
PUBLIC = [*ROOT.glob("exercises/*/*.py"), *ROOT.glob("exercises/*/*.md"), *ROOT.glob("grader/**/*.py")]
SHORT, LONG = 16, 32  # letters: of a line that tells where it is from, and of one that does within another line


def lines(texts: Iterable[str], least: int = SHORT) -> set[str]:
    return {line for text in texts for line in map(str.strip, text.splitlines()) if len(line) >= least}


class Hidden:
    """What distinguishes references, hidden tests and specimens: their lines that no exercise and no engine has."""

    def __init__(self) -> None:
        public = [path.read_text(encoding="utf-8") for path in PUBLIC]
        exam = [path.read_text(encoding="utf-8") for path in EXAM]
        specimens = [path.read_text(encoding="utf-8") for path in SPECIMENS]
        everything = "\n".join(public)
        self.lines = lines(exam + specimens) - lines(public)
        self.parts = {line for line in lines(exam, LONG) & self.lines if line not in everything}

    def leaks(self, files: Bundle) -> list[str]:
        """The files in which such a line stands, alone or, if it is of the exam and long, within another."""
        found = []
        for name, data in files.items():
            text = text_of(name, data)
            if self.lines & lines([text]) or any(part in text for part in self.parts):
                found.append(name)
        return found


def text_of(name: str, data: bytes) -> str:
    """A file of the bundle as text; a notebook without its pictures."""
    if not name.endswith(".ipynb"):
        return data.decode("utf-8")
    content = json.loads(data)
    return "\n".join(["".join(cell.pop("source")) for cell in content["cells"]] + pictureless(content))


def pictureless(content: dict[str, Any]) -> list[str]:
    for cell in content["cells"]:
        cell.pop("attachments", None)
    return [json.dumps(content)]


@pytest.fixture(scope="module")
def hidden() -> Hidden:
    return Hidden()


@pytest.fixture(scope="module")
def released() -> Bundle:
    """The whole course with its notebooks, not yet written; with no pictures in these, which take their time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notebooks, "draw_reference", lambda *arguments: b"")
        files, left_out = bundle(load_course(ROOT), notebooks=True)
    assert left_out == []
    return files


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The mini course with all that a lesson may have, and with what programs and people leave behind."""
    root = tmp_path / "course"
    shutil.copytree(MINI, root, ignore=shutil.ignore_patterns("__pycache__"))
    folder = root / "exercises" / "01_double"
    for name, text in {
        "README.md": "# Twice\n![twice](figure.svg)\n",
        "test_double.py": "from double import double\n\n\ndef test_two():\n    assert double(1) == 2\n",
        "figure.py": "from matplotlib import pyplot\n\n\ndef draw(submission):\n    return pyplot.figure()\n",
        "figure.svg": "<svg/>\n",
        "data/numbers.csv": "1,2\n",
        "data/.hidden": "",
        "__pycache__/double.pyc": "",
        ".ipynb_checkpoints/double-checkpoint.ipynb": "{}",
        "answers.txt": "42\n",
        "old/double.py": "",
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (root / "tests").mkdir()
    (root / "tests" / "test_engine.py").touch()
    (root / "graded").mkdir()
    return root


def grader(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from grader.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_distinctive_line_of_the_exam_is_in_the_bundle(released: Bundle, hidden: Hidden) -> None:
    assert hidden.leaks(released) == []


def test_every_reference_and_hidden_test_and_specimen_could_be_recognised(hidden: Hidden) -> None:
    for path in EXAM + SPECIMENS:
        text = path.read_text(encoding="utf-8")
        assert path.name == "__init__.py" or hidden.lines & lines([text]), path
        assert path in SPECIMENS or path.name == "__init__.py" or any(part in text for part in hidden.parts), path


@pytest.mark.parametrize(
    ("source", "line", "place"),
    [
        ("solutions/03_update_step/update_step.py", "return w - learning_rate * gradient", "README.md"),
        ("autograder_tests/03_update_step/wrong/uphill.py", "return w + learning_rate * gradient", "grader/cli.py"),
        ("solutions/07_backprop/backprop.py", "p = np.clip(forward(X, params), 1e-12, 1 - 1e-12)", "course.yml"),
    ],
)
def test_a_planted_line_is_found(released: Bundle, hidden: Hidden, source: str, line: str, place: str) -> None:
    assert line in (ROOT / source).read_text(encoding="utf-8")
    assert hidden.leaks({place: released[place] + f"\n    {line}\n".encode()}) == [place]
    if len(line) > LONG and not source.endswith("uphill.py"):
        assert hidden.leaks({place: released[place] + f"\nsee: {line}; and so on\n".encode()}) == [place]


@pytest.mark.parametrize("place", ["source", "metadata"])
def test_a_line_planted_in_a_notebook_is_found(released: Bundle, hidden: Hidden, place: str) -> None:
    name = f"notebooks/{LESSON}/update_step.ipynb"
    content = json.loads(released[name])
    line = "return {name: update_step(params[name], grads[name], learning_rate) for name in params}"
    content["cells"][-3][place] = [f"    {line}\n"] if place == "source" else {"answer": line}
    assert hidden.leaks({name: json.dumps(content).encode()}) == [name]


def test_the_bundle_holds_what_students_need_and_nothing_else(own: Path, tmp_path: Path) -> None:
    (own / "LICENSE").write_text("Anybody may.\n", encoding="utf-8")
    target = tmp_path / "out" / "bundle"
    run = grader("release", target, "--course", own)
    assert (run.returncode, run.stdout) == (0, f"{target}\n")
    assert run.stderr.splitlines() == [
        f"note: exercises/01_double/{name} is left out: no file of a lesson has this name"
        for name in ("answers.txt", "old/double.py")
    ]
    files = files_of(target)
    assert {name for name in files if not name.startswith("grader/")} == {
        "LICENSE",
        "README.md",
        "course.yml",
        "exercises/01_double/README.md",
        "exercises/01_double/data/numbers.csv",
        "exercises/01_double/double.py",
        "exercises/01_double/figure.py",
        "exercises/01_double/figure.svg",
        "exercises/01_double/test_double.py",
        "exercises/02_mean/mean.py",
        "pyproject.toml",
    }
    engine = {name: data for name, data in files_of(ROOT / "grader").items() if "__pycache__" not in name}
    assert {name: files[name] for name in files if name.startswith("grader/")} == {
        f"grader/{name}": data for name, data in engine.items()
    }


def test_notebooks_have_a_folder_of_their_own_and_names_that_the_grader_finds(own: Path, tmp_path: Path) -> None:
    release(load_course(own), tmp_path / "bundle", notebooks=True)
    without, _ = bundle(load_course(own))
    files = files_of(tmp_path / "bundle")
    assert set(files) - set(without) == {"notebooks/01_double/double.ipynb", "notebooks/02_mean/mean.ipynb"}
    assert {name for name in without if files[name] != without[name]} == {"README.md"}
    found = collect([tmp_path / "bundle" / "notebooks"], load_course(own).lessons)
    assert [sorted(one.sources) for one in found] == [["01_double", "02_mean"]]
    assert [sorted(one.sources) for one in collect([tmp_path / "bundle" / "exercises"], load_course(own).lessons)] == [
        ["01_double", "02_mean"]
    ]


def test_the_same_course_gives_the_same_bytes_wherever_and_whenever(own: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "a copy"
    shutil.copytree(own, elsewhere, copy_function=shutil.copy)
    first, second = (bundle(load_course(root), notebooks=True) for root in (own, elsewhere))
    assert first == second
    assert list(first[0]) == sorted(first[0])
    assert str(tmp_path) not in "".join(text_of(name, data) for name, data in first[0].items())


@pytest.mark.parametrize("what", ["a folder with something in it", "a file"])
def test_what_is_there_is_never_touched(what: str, own: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    kept = target if what == "a file" else target / "thesis.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("years of work", encoding="utf-8")
    run = grader("release", target, "--course", own)
    assert (run.returncode, run.stdout) == (2, "")
    assert (
        run.stderr == f"grader: {target}: there is something already. Name a folder that is empty or not there yet.\n"
    )
    assert kept.read_text(encoding="utf-8") == "years of work"
    assert files_of(tmp_path / "target") == ({} if what == "a file" else {"thesis.txt": b"years of work"})


def test_an_empty_folder_will_do(own: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    release(load_course(own), tmp_path / "target")
    assert (tmp_path / "target" / "course.yml").is_file()


def test_a_folder_that_cannot_be_made_is_wrong_usage(own: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file.*: cannot be used \(Not a directory\)\. Name another folder"):
        release(load_course(own), tmp_path / "file" / "bundle")


def test_a_students_edits_in_exercises_are_never_released(own: Path, tmp_path: Path) -> None:
    work = (own / "solutions" / "01_double" / "double.py").read_bytes()
    (own / "exercises" / "01_double" / "double.py").write_bytes(work)
    run = grader("release", tmp_path / "target", "--course", own)
    assert run.returncode == 2
    assert run.stderr.startswith(
        "grader: not the stub of its reference: exercises/01_double/double.py. Either somebody"
    )
    assert run.stderr.endswith(f"python -m grader.stubs {own}\n")
    assert not (tmp_path / "target").exists()
    subprocess.run([sys.executable, "-m", "grader.stubs", str(own)], cwd=ROOT, check=True, capture_output=True)
    assert grader("release", tmp_path / "target", "--course", own).returncode == 0


COURSE = """\
# Only the instructor reads this.
id: own
title: "Maße: the first half"
version: "2.0"
feedback: hints
limits: {call_seconds: 2, submission_seconds: 90}
policy:
  attempts: best
  due: 2026-12-01T23:59:00+01:00
  late_percent_per_day: 10
  students: students.csv
lessons:
  - {id: 01_double, title: "Twice: once more", points: 4, weight: 2.5}
  - {id: 02_mean, title: "yes", bonus: true, due: 2026-12-24T12:00:00+01:00, limits: {memory_mb: 300}}
"""


def test_students_get_the_course_as_it_is_but_for_who_they_are(own: Path) -> None:
    (own / "course.yml").write_text(COURSE, encoding="utf-8")
    (own / "students.csv").write_text("student,extra_days\nada,3\n", encoding="utf-8")
    course = load_course(own)
    files, _ = bundle(course)
    assert "students.csv" not in files
    assert "students" not in files["course.yml"].decode()
    assert "Only the instructor" not in files["course.yml"].decode()
    copy = own.parent / "copy"
    release(course, copy)
    assert load_course(copy) == replace(course, root=copy, policy=replace(course.policy, students=None))


def test_the_project_file_needs_what_the_engine_needs(released: Bundle) -> None:
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    theirs = tomllib.loads(released["pyproject.toml"].decode())
    wanted = {Requirement(line) for line in ours["project"]["dependencies"]}
    assert {Requirement(line) for line in theirs["project"]["dependencies"]} == wanted
    for name in ("name", "version", "requires-python", "scripts", "entry-points"):
        assert theirs["project"][name] == ours["project"][name]
    assert theirs["build-system"] == ours["build-system"]
    assert set(theirs["tool"]) == {"hatch", "pytest"}


def test_the_page_for_students_names_every_lesson_and_only_what_is_there(released: Bundle, own: Path) -> None:
    page = released["README.md"].decode()
    for lesson in load_course(ROOT).lessons:
        assert f"[{lesson.id}](exercises/{lesson.id}/README.md)" in page
        assert lesson.title in page
    assert set(re.findall(r"\]\((.*?)\)", page)) <= set(released)
    assert set(re.findall(r"`(notebooks/.*?)`", page)) <= set(released)
    mini, _ = bundle(load_course(MINI))
    assert "grader show" not in mini["README.md"].decode()
    assert "pytest" not in mini["README.md"].decode()
    assert "notebook" not in mini["README.md"].decode()
    assert set(re.findall(r"\]\((.*?)\)", mini["README.md"].decode())) <= set(mini)


def test_a_students_copy_says_what_it_cannot_do(own: Path, tmp_path: Path) -> None:
    release(load_course(own), tmp_path / "copy")
    for arguments, message in [
        (
            ["show", "01"],
            "has no reference. Draw your own work: grader show 01_double --submission exercises/01_double",
        ),
        (["grade", "exercises"], "without an exam. Name yours with --course."),
        (["release", "again"], "cannot be released. Name yours with --course."),
    ]:
        run = grader(*arguments, cwd=tmp_path / "copy")
        assert (run.returncode, run.stdout) == (2, "")
        assert ": a student's copy of the course" in run.stderr
        assert run.stderr.endswith(f"{message}\n")
        assert run.stderr.count("\n") == 1


def test_the_bundle_can_be_installed_and_does_what_its_page_says(released: Bundle, tmp_path: Path) -> None:
    """In a virtual environment of its own, which borrows only what `pip install` would download."""
    folder, home = tmp_path / "bundle", tmp_path / "venv"
    for name, data in released.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    borrowed = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        program, *rest = map(str, command)
        return subprocess.run(
            [str(home / "bin" / program), *rest], cwd=folder, capture_output=True, text=True, check=False
        )

    install = [sys.executable, "-m", "pip", f"--python={home}", "install", "--no-deps", "--no-build-isolation"]
    subprocess.run([*install, "--ignore-installed", "--quiet", "."], cwd=folder, check=True, capture_output=True)
    where = run("python", "-P", "-c", "import grader; from grader.gradcheck import gradcheck; print(grader.__file__)")
    assert Path(where.stdout.strip()).is_relative_to(packages)

    pytest_alone = ["python", "-P", "-m", "pytest", "-p", "no:cacheprovider"]
    tests = run(*pytest_alone)
    assert tests.returncode == 0, tests.stdout
    assert re.fullmatch(r"=+ \d+ skipped in .* =+", tests.stdout.splitlines()[-1])
    assert tests.stdout.count("not started") == len(load_course(ROOT).lessons)

    picture = ["show", LESSON, "--submission", f"exercises/{LESSON}"]
    assert f"grader {' '.join(picture)}".replace(LESSON, "01_derivative") in released["README.md"].decode()
    assert run("grader", *picture).stderr.endswith("hints say what is asked for.\n")
    shutil.copy(ROOT / "solutions" / LESSON / "update_step.py", folder / "exercises" / LESSON)
    tests = run(*pytest_alone, f"exercises/{LESSON}")
    assert re.fullmatch(r"=+ 9 passed in .* =+", tests.stdout.splitlines()[-1])
    assert run("grader", *picture).stdout == f"{LESSON}.svg\n"
    drawn = (folder / f"{LESSON}.svg").read_bytes()
    assert drawn == (ROOT / "exercises" / LESSON / "figure.svg").read_bytes()
