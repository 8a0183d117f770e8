"""The zip for Gradescope, unpacked where Gradescope unpacks it, and its `run_autograder` run as Gradescope runs it.

With `DOWNSLOPE_ALL_ATTACKS=1` every attack of `tests/attacks` is handed in (some minutes); without it one of each kind.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import unittest
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pytest
import test_isolation
from attacks.attack import CATEGORIES, read_attacks
from conftest import MINI, ROOT
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner
from test_isolation import DOCKER_REFUSES, NO_LANDLOCK, SANDBOX, SYSTEM_PYTHON, needs_landlock, needs_root
from typer.testing import CliRunner

from grader import exam as exams
from grader import lms_run
from grader.cli import app
from grader.lms import Shown
from grader.lms.gradescope import not_graded, results_json
from grader.model import Course, Feedback, Outcome, Result
from grader.package import package
from grader.packaged import grade_packaged
from grader.report.html import OUTCOME_WORDS

KEY = b"of the instructor"
RIGHT = (MINI / "solutions" / "01_double" / "double.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("2 * x", "x ** 2")
UPHILL = (ROOT / "autograder_tests" / "03_update_step" / "wrong" / "uphill.py").read_text(encoding="utf-8")
METADATA = {
    "id": 123456,
    "created_at": "2026-03-02T14:22:32.365935-08:00",
    "assignment": {"due_date": "2026-03-01T23:00:00.000000-08:00", "late_due_date": None, "total_points": "10.0"},
    "submission_method": "upload",
    "users": [{"email": "student@example.com", "id": 1234, "name": "Student User"}],
    "previous_submissions": [],
}
public = test_isolation.public  # a fixture: what another user needs in order to grade the mini course

# Gradescope's specification, https://gradescope-autograders.readthedocs.io/en/latest/specs/, as a schema. Fields that
# it does not name are refused here, though Gradescope may let them pass.
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
NUMBER, TEXT = {"type": "number"}, {"type": "string"}
TEST: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "max_score": NUMBER,
        "status": {"enum": ["passed", "failed"]},
        "name": TEXT,
        "name_format": FORMAT,
        "number": TEXT,
        "output": TEXT,
        "output_format": FORMAT,
        "tags": {"type": "array", "items": TEXT},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
UNSCORED: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "execution_time": {"type": ["number", "string"]},  # Gradescope's own tool writes it as text
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}
OF_EACH_TEST = {"required": ["tests"], "properties": {"tests": {"items": {"required": ["score"]}}}}
SCHEMA = {**UNSCORED, "anyOf": [{"required": ["score"]}, OF_EACH_TEST]}


class Place:
    """A folder laid out as /autograder is: the zip in `source`, one submission, and what Gradescope says of it."""

    def __init__(self, root: Path, zipped: Path) -> None:
        self.root = root
        for name in ("source", "submission", "results"):
            (root / name).mkdir(parents=True)
        with zipfile.ZipFile(zipped) as archive:
            archive.extractall(root / "source")
        shutil.copy(root / "source" / "run_autograder", root)
        (root / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")

    def hand_in(self, text: str, name: str = "double.py") -> None:
        (self.root / "submission" / name).write_text(text, encoding="utf-8")

    def run(self, within: Sequence[str] = (), **environment: str) -> subprocess.CompletedProcess[bytes]:
        known = {**os.environ, "XDG_CACHE_HOME": "/nonexistent", "GRADER_KEY": "another", **environment}
        command = [*within, shutil.which("bash") or "bash", "run_autograder"]
        known = {"DOWNSLOPE_PYTHON": sys.executable, **known}
        return subprocess.run(command, cwd=self.root, env=known, capture_output=True, check=False)

    def results(self, schema: dict[str, Any] = SCHEMA) -> dict[str, Any]:
        document: dict[str, Any] = json.loads((self.root / "results" / "results.json").read_bytes())
        jsonschema.validate(document, schema)
        return document


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The zip of one lesson, made once."""

    @cache
    def of(course: Path, lesson: str) -> Path:
        return package("gradescope", course, [lesson], KEY, tmp_path_factory.mktemp("out"), "full").path

    return of


@pytest.fixture
def place(tmp_path: Path, zips: Callable[..., Path]) -> Place:
    """With the mini course's first lesson."""
    return Place(tmp_path / "autograder", zips(MINI, "01_double"))


@pytest.fixture(scope="module")
def by_the_command(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str, str, str], Result]:
    """What `grader grade` says of the same file, with the course and its key."""

    @cache
    def grade(course: Path, lesson: str, name: str, text: str) -> Result:
        folder = tmp_path_factory.mktemp("by the command")
        (folder / "key").write_bytes(KEY)
        (folder / name).write_text(text, encoding="utf-8")
        command = ["grade", str(folder / name), "--course", str(course), "--lesson", lesson, "--json"]
        run = CliRunner().invoke(app, [*command, "--key-file", str(folder / "key")], catch_exceptions=False)
        return msgspec.json.decode(run.stdout_bytes, type=Result)

    return grade


def test_a_package_is_made_of_scripts_the_exam_and_the_engine(zips: Callable[..., Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(zips(MINI, "01_double")) as archive:
        root = {name for name in archive.namelist() if "/" not in name}
        assert root == {"setup.sh", "run_autograder", "requirements.txt"}
        assert {name.partition("/")[0] for name in archive.namelist()} == root | {"exam", "wheels"}
        for name in ("setup.sh", "run_autograder"):
            script = archive.read(name)
            assert script.startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in script
            assert archive.getinfo(name).external_attr >> 16 & 0o111 == 0o111
            subprocess.run(["bash", "-n"], input=script, check=True)


@pytest.mark.parametrize(("course", "lesson"), [(MINI, "01_double"), (ROOT, "03_update_step")])
def test_the_same_exam_is_the_same_zip(course: Path, lesson: str, zips: Callable[..., Path], tmp_path: Path) -> None:
    again = package("gradescope", course, [lesson], KEY, tmp_path, "full").path
    assert again.read_bytes() == zips(course, lesson).read_bytes()


@pytest.mark.parametrize(
    ("capabilities", "refused"),
    [
        pytest.param("all", "-", id="here"),
        pytest.param("docker", DOCKER_REFUSES, id="docker", marks=needs_root),
        pytest.param("none", DOCKER_REFUSES, id="no capabilities", marks=needs_root),
        pytest.param("all", NO_LANDLOCK, id="no landlock", marks=needs_landlock),
    ],
)
@pytest.mark.parametrize(
    ("course", "lesson", "name", "text"),
    [(MINI, "01_double", "double.py", WRONG), (ROOT, "03_update_step", "update_step.py", UPHILL)],
)
def test_points_are_those_of_the_command_in_every_container(
    capabilities: str,
    refused: str,
    course: Path,
    lesson: str,
    name: str,
    text: str,
    tmp_path: Path,
    zips: Callable[..., Path],
    by_the_command: Callable[[Path, str, str, str], Result],
) -> None:
    place = Place(tmp_path / "autograder", zips(course, lesson))
    place.hand_in(text, name)
    run = place.run([sys.executable, str(SANDBOX), capabilities, refused, "-"])
    assert run.returncode == 0, run.stderr
    want, found = by_the_command(course, lesson, name, text), place.results()
    assert 0 < want.score < want.max_score
    assert found["score"] == want.score
    assert [(test["score"], test["max_score"]) for test in found["tests"]] == [
        (check.points, check.max_points) for check in want.lessons[0].checks
    ]
    whole = msgspec.json.decode(run.stdout, type=Result)  # for the instructor
    assert (whole.lessons, whole.submission.digest) == (want.lessons, want.submission.digest)
    assert whole.student == "Student User"
    assert ("landlock" in str(whole.isolation)) == (refused != NO_LANDLOCK)


def test_nothing_but_the_results_is_written_and_nobody_else_may_read_anything(place: Place) -> None:
    place.hand_in(RIGHT)
    before = contents(place.root)
    assert place.run().returncode == 0
    after = contents(place.root)
    assert {path for path in before | after if before.get(path) != after.get(path)} == {"results/results.json"}
    for name in ("source", "submission", "results", "submission_metadata.json"):
        assert (place.root / name).stat().st_mode & 0o077 == 0


def test_running_it_again_gives_the_same_bytes(place: Place) -> None:
    place.hand_in(WRONG)
    documents = set()
    for _ in range(2):
        assert place.run().returncode == 0
        documents.add((place.root / "results" / "results.json").read_bytes())
    assert len(documents) == 1


def test_papers_are_not_drawn_when_it_runs(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def draw(*arguments: object) -> None:
        raise AssertionError("drawn")

    monkeypatch.setattr(exams, "draw_examples", draw)
    place.hand_in(RIGHT)
    assert lms_run.gradescope(place.root) == 0
    assert place.results()["score"] == 10


def contents(root: Path) -> dict[str, bytes]:
    """Every file below a folder, links as where they lead."""
    paths = [path for path in root.rglob("*") if not path.is_dir() or path.is_symlink()]
    return {
        str(path.relative_to(root)): os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
        for path in paths
        if path.is_symlink() or path.is_file()
    }


def graded(place: Place, text: str) -> tuple[Result, Course]:
    place.hand_in(text)
    found = grade_packaged(place.root / "source" / "exam", place.root / "submission")
    return found.result, found.course


@pytest.mark.parametrize("shown", get_args(Shown))
def test_hidden_checks_get_the_visibility_that_was_asked_for(shown: Shown, place: Place) -> None:
    result, course = graded(place, RIGHT)
    (lesson,) = result.lessons
    checks = [msgspec.structs.replace(lesson.checks[0], hidden=False), *lesson.checks[1:]]
    assert all(check.hidden for check in checks[1:])
    result = msgspec.structs.replace(result, lessons=[msgspec.structs.replace(lesson, checks=checks)])
    found = json.loads(results_json(result, course, shown))
    jsonschema.validate(found, SCHEMA)
    assert [test["visibility"] for test in found["tests"]] == ["visible", *[shown] * len(checks[1:])]


def test_the_visibility_is_in_the_zip_and_reaches_the_document(tmp_path: Path) -> None:
    made = package("gradescope", MINI, ["01_double"], KEY, tmp_path, "full", "auto", "after_published")
    with zipfile.ZipFile(made.path) as archive:
        assert "lms_run gradescope --hidden-checks after_published\n" in archive.read("run_autograder").decode()


@pytest.mark.parametrize("level", ["full", "hints", "score"])
@pytest.mark.parametrize(
    "text", [RIGHT, WRONG, "import os\nos._exit(1)\n", "def double(x:\n", "X = '\\x1b[2J<b>'\nprint(X)\n"]
)
def test_documents_are_gradescopes_at_every_level_and_hide_no_test(level: Feedback, text: str, place: Place) -> None:
    result, course = graded(place, text)
    course = msgspec.structs.replace(course, feedback=level)
    data = results_json(result, course)
    found = json.loads(data)
    jsonschema.validate(found, SCHEMA)
    assert found["score"] == result.score == sum(test["score"] for test in found["tests"])
    assert {found["visibility"], *(test["visibility"] for test in found["tests"])} == {"visible"}
    assert found["stdout_visibility"] == "hidden"
    assert "\x1b" not in data.decode()
    for test, check in zip(found["tests"], result.lessons[0].checks, strict=True):
        assert test["name"] == check.title
        assert (test["status"] == "passed") == (check.outcome == Outcome.PASSED)
        if level == "score":
            assert test["output"] == OUTCOME_WORDS[check.outcome]
        if level == "full" and check.counterexample:
            assert all(f"{name} = {value}" in test["output"] for name, value in check.counterexample.items())
        if level == "hints" and check.hidden and check.counterexample:
            assert not [value for value in check.counterexample.values() if f"= {value}" in test["output"]]


def test_the_schema_takes_what_gradescopes_own_tool_writes() -> None:
    class Theirs(unittest.TestCase):
        @weight(2)
        @number("1.1")
        @visibility("after_due_date")
        def test_one(self) -> None:
            """A title."""
            raise AssertionError("wrong")

    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Theirs)
    JSONTestRunner(stream=stream, visibility="visible", stdout_visibility="hidden").run(suite)
    theirs = json.loads(stream.getvalue())
    jsonschema.validate(theirs, UNSCORED)
    ours = json.loads(not_graded())
    assert set(theirs["tests"][0]) <= set(TEST["properties"])
    assert (theirs["visibility"], theirs["stdout_visibility"]) == (ours["visibility"], ours["stdout_visibility"])


def test_nothing_handed_in_is_a_zero_that_says_which_file_is_missing(place: Place) -> None:
    (place.root / "submission" / "Double.txt").write_text("my homework")
    assert place.run().returncode == 0
    found = place.results()
    assert found["score"] == 0
    assert "not handed in. The file is called double.py or double.ipynb" in found["output"]


def test_several_lessons_have_numbers_of_their_own(tmp_path: Path) -> None:
    place = Place(tmp_path / "autograder", package("gradescope", MINI, [], KEY, tmp_path, "full").path)
    result, course = graded(place, RIGHT)
    tests = json.loads(results_json(result, course))["tests"]
    numbers = [test["number"] for test in tests]
    assert len(set(numbers)) == len(numbers)
    assert {text.partition(".")[0] for text in numbers} == {"1", "2"}
    assert {test["name"].partition(":")[0] for test in tests} == {lesson.title for lesson in course.lessons}


def test_being_late_costs_what_the_course_says_and_nothing_where_it_says_nothing(place: Place, tmp_path: Path) -> None:
    place.hand_in(RIGHT)
    assert place.run().returncode == 0
    assert place.results()["score"] == 10  # Gradescope has a due date, the course has none

    course = tmp_path / "course"
    shutil.copytree(MINI, course)
    with open(course / "course.yml", "a", encoding="utf-8") as file:
        file.write("policy:\n  due: 2026-03-01T12:00:00-08:00\n  late_percent_per_day: 10\n")
    late = Place(tmp_path / "late", package("gradescope", course, ["01_double"], KEY, tmp_path, "full").path)
    late.hand_in(RIGHT)
    assert late.run().returncode == 0
    found = late.results()
    assert found["score"] == 8
    assert "2 days late, 2 points deducted" in found["output"]
    assert found["extra_data"]["submission"]["submitted_at"] == "2026-03-02T14:22:32.365935-08:00"


@pytest.mark.parametrize(
    ("metadata", "student"),
    [
        ('{"users": [{"name": "../../../tmp/x", "email": null}]}', "_.._.._tmp_x"),
        ('{"users": [{"name": "Ada"}, {"name": "", "email": "ben@example.com"}]}', "Ada and ben@example.com"),
        ('{"users": [], "created_at": "2026-03-02T14:22:32"}', "student"),
        ('{"users": 7}', "student"),
        ("no json", "student"),
        ("[" * 100_000, "student"),
    ],
)
def test_odd_metadata_is_no_reason_not_to_grade(metadata: str, student: str, place: Place) -> None:
    place.hand_in(RIGHT)
    (place.root / "submission_metadata.json").write_text(metadata, encoding="utf-8")
    run = place.run()
    assert run.returncode == 0, run.stderr
    assert place.results()["score"] == 10
    result = msgspec.json.decode(run.stdout, type=Result)
    assert result.submission.submitted_at is None
    assert result.student == student


def damaged(place: Place) -> dict[str, str]:
    (place.root / "source" / "exam" / "sealed" / "01_double.paper").write_bytes(b"no paper at all")
    return {}


def without_a_python(place: Place) -> dict[str, str]:
    return {"DOWNSLOPE_PYTHON": "/nonexistent/python"}


def killed(place: Place) -> dict[str, str]:
    (place.root / "python").write_text("#!/bin/sh\nkill -9 $$\n")
    (place.root / "python").chmod(0o755)
    return {"DOWNSLOPE_PYTHON": str(place.root / "python")}


@pytest.mark.parametrize("trouble", [damaged, without_a_python, killed])
def test_a_grader_that_fails_says_so_and_gives_no_zero(
    trouble: Callable[[Place], dict[str, str]], place: Place
) -> None:
    place.hand_in(RIGHT)
    (place.root / "results" / "results.json").write_text('{"score": 0}')  # of an earlier run
    run = place.run(**trouble(place))
    assert run.returncode == 1
    assert run.stderr
    found = place.results(UNSCORED)
    assert found == json.loads(not_graded())
    assert "not a zero" in found["output"]
    assert not {"score", "tests"} & set(found)


def test_one_fault_of_the_graders_leaves_the_whole_submission_without_a_score(place: Place) -> None:
    result, course = graded(place, RIGHT)
    found = json.loads(results_json(msgspec.structs.replace(result, status="ungraded"), course))
    jsonschema.validate(found, UNSCORED)
    assert not {"score", "tests"} & set(found)
    assert found["extra_data"]["submission"]["digest"] == result.submission.digest


@needs_landlock
def test_another_user_can_neither_read_nor_write_the_autograder_where_there_is_no_landlock(
    public: Path, zips: Callable[..., Path]
) -> None:
    place = Place(public / "autograder", zips(MINI, "01_double"))
    for path in [place.root, *place.root.rglob("*")]:
        path.chmod(0o777)
    wanted = ["source/exam/sealed/01_double.paper", "source/exam/solutions/01_double/double.py", "results/results.json"]
    wanted += ["source", "results", "submission_metadata.json", "submission/double.py", "source/exam/course.yml"]
    paths = [str(place.root / name) for name in wanted]
    place.hand_in(
        f"import os\n\ndef double(x):\n    got = []\n    for path in {paths!r}:\n"
        "        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY | os.O_CREAT):\n"
        "            try:\n                got.append((os.open(path, flags), path))\n"
        "            except PermissionError:\n                pass\n"
        "    raise ValueError(f'got {got}')\n"
    )
    python = public / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={public / "site"} exec {SYSTEM_PYTHON} "$@"\n')
    python.chmod(0o755)
    run = place.run([sys.executable, str(SANDBOX), "docker", NO_LANDLOCK, "-"], DOWNSLOPE_PYTHON=str(python))
    assert run.returncode == 0, run.stderr
    result = msgspec.json.decode(run.stdout, type=Result)
    assert set(result.isolation) == {"seccomp", "rlimits", "uid"}
    assert not [note for note in result.notes if "could" in note]
    assert "got []" in str(result.lessons[0].checks[0].message), result.lessons[0].checks[0]
    assert place.results()["score"] == 0


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine needs, without the engine: links to what is installed here."""
    folder = tmp_path_factory.mktemp("dependencies")
    for place in [Path(name) for name in sys.path if name.endswith("site-packages")]:
        for entry in place.iterdir():
            if not entry.name.startswith(
                ("__", "_editable", "_virtualenv", "pip", "downslope")
            ) and not entry.name.endswith(".pth"):
                link = folder / entry.name
                if not link.exists():
                    link.symlink_to(entry)
    return folder


def test_setup_installs_the_engine_that_run_autograder_grades_with(place: Place, dependencies: Path) -> None:
    """Without an index: what the engine needs is there already, the engine itself comes out of the zip."""
    home = place.root / "home"
    environment = {"DOWNSLOPE_HOME": str(home), "PYTHONPATH": str(dependencies), "PIP_NO_INDEX": "1"}
    path = {"PATH": f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    setup = ["bash", str(place.root / "source" / "setup.sh")]
    run = subprocess.run(setup, env={**os.environ, **environment, **path}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.endswith("downslope 0.1.0\n")
    (engine,) = home.glob("lib/python*/site-packages/grader/__init__.py")
    place.hand_in(RIGHT)
    environment["DOWNSLOPE_PYTHON"] = str(home / "bin" / "python")
    graded = place.run(**environment)
    assert graded.returncode == 0, graded.stderr
    assert place.results()["score"] == 10
    asked = [str(home / "bin" / "python"), "-P", "-c", "import grader; print(grader.__file__)"]
    where = subprocess.run(asked, env={**os.environ, **environment}, capture_output=True, text=True, check=True)
    assert Path(where.stdout.strip()) == engine


ATTACKS = read_attacks()
FIRST = {category: next(name for name, one in ATTACKS.items() if one.category == category) for category in CATEGORIES}
CHOSEN = list(ATTACKS) if os.environ.get("DOWNSLOPE_ALL_ATTACKS") else list(FIRST.values())


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[dict[str, str], list[socket.socket]]]:
    """Where an attacker could call. Nobody should."""
    name = f"gradescope-{os.getpid()}"
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        udp.bind(("127.0.0.1", 0))
        unix.bind(f"\0{name}")
        unix.listen()
        for one in (tcp, udp, unix):
            one.setblocking(False)
        yield {"TCP": str(tcp.getsockname()[1]), "UDP": str(udp.getsockname()[1]), "UNIX": name}, [tcp, udp, unix]


@pytest.mark.parametrize("name", CHOSEN)
def test_an_attack_gets_a_valid_document_and_no_undeserved_point(
    name: str, place: Place, tmp_path: Path, listening: tuple[dict[str, str], list[socket.socket]]
) -> None:
    attack, root, (ports, sockets) = ATTACKS[name], place.root, listening
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o777)
    canary = shared / "canary"
    canary.write_text("precious")
    canary.chmod(0o666)
    places = {
        **ports,
        "CANARY": str(canary),
        "OUTSIDE": f"{canary}.outside",
        "RESULT": str(root / "results" / "results.json"),
        "SOLUTION": str(root / "source" / "exam" / "solutions" / "01_double" / "double.py"),
        "HIDDEN": str(root / "source" / "exam" / "autograder_tests" / "01_double" / "test_hidden_double.py"),
        "SHARED": str(shared),
        "NEIGHBOUR": str(root / "submission_metadata.json"),
        "CACHE": str(root / "source" / "exam" / "sealed"),
        "GRADER": str(os.getpid()),
        "PUBLIC_ANSWERS": "[]",
    }
    if attack.builds:
        attack.build(root / "submission", places)
    else:
        place.hand_in(attack.code(places), attack.fields.get("file", "double.py"))
    before = contents(root) | contents(shared)
    run = place.run()
    after = contents(root) | contents(shared)
    assert {path for path in before | after if before.get(path) != after.get(path)} == {"results/results.json"}
    found = place.results()
    assert run.returncode == 0, run.stderr
    assert found["score"] <= float(attack.fields.get("earns", 0))
    assert b"Traceback" not in run.stderr
    for one in sockets:
        with pytest.raises(BlockingIOError):
            one.recv(1) if one.type == socket.SOCK_DGRAM else one.accept()
