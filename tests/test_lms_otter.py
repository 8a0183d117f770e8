"""Otter's packages: real `otter run`s, and many more submissions through Otter's own runner without its kernel.

The oracle of all scores is `grader grade`.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import runpy
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import otter.run
import pytest
import yaml
from attacks.attack import read_attacks
from conftest import MINI, ROOT
from otter.nbmeta_config import NBMetadataConfig
from otter.run.run_autograder.runners import python_runner
from otter.test_files import GradingResults, create_test_file
from pages import copy_course, follow
from typer.testing import CliRunner

from grader.cli import app
from grader.errors import GraderError, UsageError
from grader.lms import otter_plugin
from grader.package import package
from grader.show import visible

LESSON, STEP = "01_double", "03_update_step"
RIGHT = (MINI / "solutions" / LESSON / "double.py").read_text(encoding="utf-8")
PARTLY = RIGHT.replace("2 * x", "x + 2").replace("PREDICT", "PROPHECY")
ATTACKS = read_attacks()
THE_TABLE = [  # the attacks that took full marks from plain Otter, and those that left no verdict
    "monkeypatching-numpy_comparisons",
    "monkeypatching-builtins",
    "monkeypatching-pytest_and_the_framework",
    "lying_values-equality_liar",
    "lying_values-array_liar",
    "lying_values-not_a_number",
    "lying_values-changes_the_question",
    "lying_values-table_of_answers",
    "lying_values-a_pickle",
    "introspection-walks_the_stack",
    "process_control-acts_at_exit",
    "process_control-exits_hard",
    "process_control-exits_hard_while_loading",
    "process_control-leaves_children_behind",
    "resources-loops_while_loading",
    "network-connects_by_tcp",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The autograder.zip of one lesson."""
    return package("otter", MINI, [LESSON], b"of the instructor", tmp_path_factory.mktemp("otter"), "hints").path


@pytest.fixture
def graded(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """`otter.run.main` with all that is Otter's but the kernel: what would run in it is checked, and run here."""

    def grade_notebook(path: str, *, tests_glob: list[str], script: bool, plugin_collection: Any, **_: Any) -> Any:
        text = Path(path).read_text(encoding="utf-8")
        cells = [nbformat.v4.new_code_cell(text)] if script else nbformat.reads(text, 4).cells
        notebook = plugin_collection.before_execution(nbformat.v4.new_notebook(cells=cells))
        assert (notebook.cells, os.listdir()) == ([], ["tests"])
        results = GradingResults([create_test_file(test, NBMetadataConfig()) for test in tests_glob])
        for test in results.results.values():
            test.run({})
        assert results.total == 0
        plugin_collection.run("after_grading", results)
        return results

    def one(submission: Path, autograder: Path = made) -> dict[str, Any]:
        otter.run.main(str(submission), autograder=str(autograder), output_dir=str(tmp_path), no_logo=True)
        found = results(tmp_path)
        (tmp_path / "results.json").unlink()
        return found

    monkeypatch.setattr(python_runner, "grade_notebook", grade_notebook)
    monkeypatch.chdir(tmp_path)
    return one


def otter_run(autograder: Path, submission: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """The command, as an instructor gives it."""
    command = [sys.executable, "-m", "otter", "run", "-a", str(autograder), "-o", str(out), "--no-logo"]
    return subprocess.run([*command, str(submission)], cwd=out, capture_output=True, text=True, check=False)


def at_home(submission: Path, course: Path = MINI, lesson: str = LESSON) -> dict[str, float]:
    """The points of each check by `grader grade`."""
    command = ["grade", str(submission), "--course", str(course), "--lesson", lesson, "--json"]
    (one,) = json.loads(CliRunner().invoke(app, command, catch_exceptions=False).stdout)["lessons"]
    return {check["id"]: check["points"] for check in one["checks"]}


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def scores(found: dict[str, Any]) -> dict[str, float]:
    return {test["name"]: test["score"] for test in found["tests"]}


def written(path: Path, text: str) -> Path:
    """A submission: a script, or a notebook with a cell for each paragraph."""
    if path.suffix == ".ipynb":
        cells = [nbformat.v4.new_code_cell(cell) for cell in text.split("\n\n\n")]
        text = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    path.write_text(text, encoding="utf-8")
    return path


def changed(autograder: Path, out: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The same zip with other contents; None leaves a file out."""
    with zipfile.ZipFile(autograder) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return out


# The package.


def test_the_zip_is_what_otter_generate_makes_of_the_same_tests_files_and_settings(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path)
        ours = set(archive.namelist())
        modes = {entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()}
    assert {name for name, mode in modes.items() if mode & 0o100} == {"run_autograder", "setup.sh"}
    for file in (tmp_path / "files").iterdir():
        shutil.move(file, tmp_path / file.name)
    names = ["exam", next(tmp_path.glob("*.whl")).name]
    command = [sys.executable, "-m", "otter", "generate", "-o", "theirs.zip", "--no-environment", *names]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    with zipfile.ZipFile(tmp_path / "theirs.zip") as archive:
        theirs = {name for name in archive.namelist() if not name.endswith("/") and "__pycache__" not in name}
        config = json.loads(archive.read("otter_config.json"))
        environment = yaml.safe_load(archive.read("environment.yml"))
    assert ours == theirs
    assert config == json.loads((tmp_path / "otter_config.json").read_text(encoding="utf-8"))
    assert set(config) <= set(otter.run.AutograderConfig({}).get_user_config()) | set(vars(otter.run.AutograderConfig))
    found = yaml.safe_load((tmp_path / "environment.yml").read_text(encoding="utf-8"))
    assert found.keys() == environment.keys()
    assert found["name"] == environment["name"]


def test_equal_courses_give_equal_zips(made: Path, tmp_path: Path) -> None:
    again = package("otter", MINI, [LESSON], b"of the instructor", tmp_path, "hints").path
    assert again.read_bytes() == made.read_bytes()


def test_its_scripts_are_ones(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        for name in ("run_autograder", "setup.sh"):
            subprocess.run(["bash", "-n"], input=archive.read(name), check=True)


def test_a_placeholder_has_a_name_points_and_no_answer_and_fails_by_itself(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path)
    tests = [create_test_file(str(path), NBMetadataConfig()) for path in sorted((tmp_path / "tests").iterdir())]
    assert [test.name for test in tests] == list(at_home(MINI / "solutions" / LESSON / "double.py"))
    assert [test.possible for test in tests] == [3, 2, 2, 1, 2]
    assert [test.test_cases[0].hidden for test in tests] == [False, True, True, True, True]
    space: dict[str, Any] = {}
    exec(RIGHT, space)
    for test in tests:
        test.run(space)
        assert test.score == 0
        assert "the plugin of this autograder did not run" in test.summary()


def test_there_is_a_package_for_each_lesson(tmp_path: Path) -> None:
    command = ["package", "otter", "--course", str(MINI), "--out", str(tmp_path)]
    run = CliRunner().invoke(app, command, catch_exceptions=False)
    assert run.stdout.split() == [str(tmp_path / f"otter-{lesson}.zip") for lesson in (LESSON, "02_mean")]
    assert run.stderr.count("public default key") == 1
    with pytest.raises(UsageError, match="Make a package for each lesson"):
        package("otter", MINI, [], b"key", tmp_path, "full")


def test_otter_is_imported_by_nothing_but_its_plugin() -> None:
    code = "import sys, grader.cli, grader.package, grader.packaged, grader.run; assert 'otter' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# Real runs.


def test_following_the_page_grades_a_script_and_a_notebook(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    copy_course(folder)
    (folder / "submissions").mkdir()
    text = (ROOT / "solutions" / STEP / "update_step.py").read_text(encoding="utf-8")
    assert text.count("return w - learning_rate * gradient") == 1
    partly = text.replace("return w - learning_rate * gradient", "raise ValueError('not so')")
    notebook = written(folder / "submissions" / "jane.ipynb", partly)
    follow(ROOT / "docs" / "lms" / "otter.md", folder, ["otter"])
    assert sum(scores(results(folder / "tried")).values()) == 10
    found = results(folder / "graded" / "jane")
    assert scores(found) == at_home(notebook, folder, STEP)
    assert 0 < sum(scores(found).values()) < 10
    (shown,) = [test["output"] for test in found["tests"] if "not so" in test["output"]][:1]
    assert re.search(r"ValueError: not so \(jane\.ipynb, cell \d+, line \d+: raise ValueError", shown)


HOSTILE = """\
import atexit, ctypes, glob, os, sys
import numpy as np
np.testing.assert_allclose = np.allclose = lambda *a, **k: True
for place in ("@RESULT@", "results/results.json", "../results/results.pkl", "@OUTSIDE@"):
    try:
        open(place, "w").write('{"tests": [{"name": "double_of_a_number", "score": 10, "max_score": 10}]}')
    except OSError:
        pass
for module in list(sys.modules):
    if "otter" in module or "grader" in module:
        for name in dir(sys.modules[module]):
            try:
                setattr(sys.modules[module], name, lambda *a, **k: True)
            except Exception:
                pass
try:
    from otter.test_files import TestFile
    TestFile.score = TestFile.passed_all = property(lambda self: 10)
except Exception:
    pass


class Liar(float):
    __eq__ = lambda self, other: True
    __sub__ = __rsub__ = lambda self, other: 0.0


def double(x):
    return Liar(x)


def scale(values, factor):
    os._exit(0)


def apply_twice(f, x):
    while True:
        pass
"""


def hostile(tmp_path: Path) -> str:
    places = {"@RESULT@": str(tmp_path / "results.json"), "@OUTSIDE@": str(tmp_path / "outside")}
    return re.sub("@.*?@", lambda match: places[match[0]], HOSTILE)


def test_otter_run_gives_a_hostile_script_nothing_whatever_its_name(made: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    run = otter_run(made, written(tmp_path / "in" / "numpy.py", hostile(tmp_path)), tmp_path)
    assert run.returncode == 0, run.stderr
    found = results(tmp_path)
    assert set(scores(found).values()) == {0}
    assert len(found["tests"]) == 5
    assert not (tmp_path / "outside").exists()


def test_otter_run_gives_a_hostile_notebook_in_a_zip_nothing(made: Path, tmp_path: Path) -> None:
    touch = f"open({str(tmp_path / 'outside')!r}, 'w').close()\n"

    class Command:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {tmp_path / 'outside'}",)

    code = nbformat.v4.new_code_cell(f"!touch {tmp_path / 'outside'}\n%run tests/x.py\n")
    code.metadata = {"otter": {"tests": ["double_of_a_number"], "ignore": False}, "tags": ["otter_ignore"]}
    lies = nbformat.v4.new_code_cell(hostile(tmp_path))
    lies.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "10"})]
    kernel = {"name": "bash", "display_name": "bash", "language": "bash"}
    metadata = {"kernelspec": kernel, "otter": {"OK_FORMAT": False, "tests": {"double_of_a_number": touch}}}
    notebook = nbformat.v4.new_notebook(cells=[code, lies], metadata=metadata)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr("double.ipynb", nbformat.writes(notebook))
        archive.writestr(".OTTER_LOG", pickle.dumps(Command()))
        for name in ("otter.py", "numpy.py", "sitecustomize.py", "grader/__init__.py", "__init__.py"):
            archive.writestr(name, touch)
        archive.writestr("tests/000_double_of_a_number.py", touch + "OK_FORMAT = True\ntest = {}\n")
        archive.writestr("otter_config.json", "{}")
        archive.writestr("exam/course.yml", "id: mine\n")
    run = otter_run(made, tmp_path / "in.zip", tmp_path)
    assert run.returncode == 0, run.stderr
    found = results(tmp_path)
    assert set(scores(found).values()) == {0}
    assert len(found["tests"]) == 5
    assert not (tmp_path / "outside").exists()


def test_without_its_plugin_even_a_right_script_gets_nothing(made: Path, tmp_path: Path) -> None:
    def unplugged(name: str, content: bytes) -> bytes:
        return json.dumps({**json.loads(content), "plugins": []}).encode() if name == "otter_config.json" else content

    run = otter_run(changed(made, tmp_path / "a.zip", unplugged), written(tmp_path / "double.py", RIGHT), tmp_path)
    assert run.returncode == 0, run.stderr
    found = results(tmp_path)
    assert set(scores(found).values()) == {0}
    assert all("did not run" in test["output"] for test in found["tests"])


# Without the kernel.


def test_the_script_that_otters_containers_run_grades(graded: Callable[..., Any], made: Path, tmp_path: Path) -> None:
    for name in ("source", "submission", "results"):
        (tmp_path / name).mkdir()
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "source")
    written(tmp_path / "submission" / "double.py", PARTLY)
    (tmp_path / "submission_metadata.json").touch()  # empty, as `otter grade` makes it
    runpy.run_path(str(tmp_path / "source" / "run_otter.py"), run_name="__main__")
    assert scores(results(tmp_path / "results")) == at_home(written(tmp_path / "double.py", PARTLY))


@pytest.mark.parametrize("suffix", [".py", ".ipynb"])
@pytest.mark.parametrize("text", [RIGHT, PARTLY, (MINI / "exercises" / LESSON / "double.py").read_text(), "def f(:\n"])
def test_scores_are_those_of_grader_grade(graded: Callable[..., Any], tmp_path: Path, text: str, suffix: str) -> None:
    path = written(tmp_path / f"double{suffix}", text)
    assert scores(graded(path)) == at_home(path)


@pytest.mark.parametrize("name", THE_TABLE)
def test_an_attack_gains_nothing(graded: Callable[..., Any], tmp_path: Path, name: str) -> None:
    places = {
        word: str(tmp_path / word)
        for word in re.findall("@([A-Z_]+)@", ATTACKS[name].text)
        if not word.startswith("PORT")
    }
    path = written(tmp_path / "double.py", ATTACKS[name].code({**places, "PORT": "9"}))
    found = graded(path)
    assert scores(found) == at_home(path)
    assert scores(found)["double_of_a_number"] == 0
    assert not any(Path(place).exists() for place in places.values())


def test_what_is_no_utf_8_is_told_and_not_raised(graded: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "double.py"
    path.write_bytes(RIGHT.encode() + b"# caf\xe9\n")
    assert scores(graded(path)) == at_home(path)


@pytest.mark.parametrize("level", ["full", "hints", "score"])
def test_students_see_what_their_level_allows(graded: Callable[..., Any], tmp_path: Path, level: Any) -> None:
    made = package("otter", MINI, [LESSON], b"key", tmp_path / "out", level).path
    text = RIGHT.replace("return values * factor", "print('psst')\n    return values + factor")
    found = graded(written(tmp_path / "double.py", text), made)
    (shown,) = (test["output"] for test in found["tests"] if test["name"] == "scale_of_an_array")
    assert "Every entry is multiplied by the factor." in shown
    assert ["NumPy multiplies" in shown, "got" in shown] == [level != "score", level == "full"]
    assert ("psst" in found.get("output", "")) == (level == "full")
    assert {test["visibility"] for test in found["tests"]} == {"after_published"}


def test_what_a_student_wrote_obeys_nobodys_terminal(graded: Callable[..., Any], tmp_path: Path, capsys: Any) -> None:
    text = RIGHT.replace("return 2 * x", "raise ValueError('\\x1b[31m\\u202e')") + "\nprint('\\x1b[31m')\n"
    made = package("otter", MINI, [LESSON], b"key", tmp_path / "out", "full").path
    found = graded(written(tmp_path / "double.py", text), made)
    shown = [
        *(test["output"] for test in found["tests"]),
        found["output"],
        capsys.readouterr().out.replace("\u2007", ""),
    ]
    assert [visible(one) for one in shown] == shown


def no_seal(name: str, content: bytes) -> bytes | None:
    return None if name.endswith("seal.json") else content


def another_test(name: str, content: bytes) -> bytes:
    return content.replace(b"points=3.0", b"points=30.0") if name.startswith("tests/") else content


def fewer_tests(name: str, content: bytes) -> bytes | None:
    return None if name.startswith("tests/000") else content


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (no_seal, "exit code 2: grader: .*no packaged exam here"),
        (another_test, "not those of its exam"),
        (fewer_tests, "not those of its exam"),
    ],
)
def test_a_damaged_package_stops_otter_without_a_score(
    graded: Callable[..., Any], made: Path, tmp_path: Path, change: Any, problem: str
) -> None:
    with pytest.raises(GraderError, match=problem):
        graded(written(tmp_path / "double.py", RIGHT), changed(made, tmp_path / "a.zip", change))
    assert not (tmp_path / "results.json").exists()


def test_a_fault_of_the_graders_stops_otter_without_a_score(
    graded: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def faulty(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        done = run(command, **options)
        done.stdout = done.stdout.replace(b'"status": "graded"', b'"status": "ungraded"')
        return done

    monkeypatch.setattr(otter_plugin.subprocess, "run", faulty)
    with pytest.raises(GraderError, match=r"(?s)by no fault of the student.*double_of_a_number"):
        graded(written(tmp_path / "double.py", RIGHT))
    assert not (tmp_path / "results.json").exists()


def test_a_kernel_that_failed_stops_otter_without_a_score() -> None:
    plugin = otter_plugin.Downslope("/nowhere/submission/double.py", {}, {"exam": "files/exam", "feedback": "hints"})
    with pytest.raises(GraderError, match="kernel failed before anything was graded: no results"):
        plugin.after_grading(GradingResults.without_results(ValueError("no results")))
    with pytest.raises(GraderError, match="no `before_grading`"):
        plugin.after_grading(GradingResults([]))
    assert plugin.generate_report() == ""


def test_a_notebook_that_is_none_stops_otter_before_the_plugin(graded: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "double.ipynb").write_text("{", encoding="utf-8")
    with pytest.raises(nbformat.reader.NotJSONError):
        graded(tmp_path / "double.ipynb")
    assert not (tmp_path / "results.json").exists()
