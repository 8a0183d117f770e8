"""Grading without fork: what a worker in a process of its own answers, and the command line on a crippled system."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from conftest import MINI, ROOT

from grader.confine import limits as confine_limits
from grader.errors import GraderError, IsolationError, StudentError, WorkerLost
from grader.exam import LessonExam, set_exam
from grader.grade import grade
from grader.model import Course, Limits, Outcome, Result, Source, Submission
from grader.worker import portable
from grader.worker.calls import Answer, Call
from grader.worker.client import Worker
from grader.worker.nursery import open_nursery
from grader.worker.portable import PortableNursery, require_possible

SMALL = Limits(call_seconds=0.2, lesson_seconds=2, wall_factor=2, memory_mb=1024, output_kb=1)
REFERENCE = {path.stem: path.read_text(encoding="utf-8") for path in (MINI / "solutions").glob("*/*.py")}

linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")


@pytest.fixture(scope="module")
def apart() -> Iterator[Any]:
    with PortableNursery("process") as nursery:
        yield nursery


@pytest.fixture(scope="module")
def exams(mini_course: Course, tmp_path_factory: pytest.TempPathFactory) -> list[LessonExam]:
    return set_exam(mini_course, mini_course.lessons, b"portable", tmp_path_factory.mktemp("papers"))


@pytest.fixture
def graded(apart: Any, mini_course: Course, exams: list[LessonExam]) -> Callable[..., Result]:
    """The result of a hand-in: the reference, but for the modules whose code is given. `limits` are for all lessons."""

    def one(limits: Limits | None = None, **code: str) -> Result:
        own = [
            msgspec.structs.replace(exam, lesson=msgspec.structs.replace(exam.lesson, limits=limits))
            if limits is not None
            else exam
            for exam in exams
        ]
        sources = {
            exam.lesson.id: Source(
                f"{exam.lesson.module}.py", (code.get(exam.lesson.module, REFERENCE[exam.lesson.module]),), False, ""
            )
            for exam in exams
        }
        return grade(Submission("ada", sources), mini_course, own, apart)

    return one


def answers(nursery: Any, code: str, *calls: Call, limits: Limits = SMALL) -> tuple[list[Any], str]:
    """What the calls of a submission bring back, and what it printed."""
    with Worker(nursery, limits) as worker:
        worker.load("lesson", Source("lesson.py", (code,), False, ""))
        found = [answer.value if isinstance(answer, Answer) else answer for answer in worker.round(calls)]
    return found, worker.output


def answer(nursery: Any, body: str, *arguments: Any) -> Any:
    """What `f` with this body answers."""
    code = f"import ctypes, os, sys, time\nimport numpy as np\ndef f(*a):\n    {body}\n"
    return answers(nursery, code, Call("f", arguments))[0][0]


def outcomes(result: Result) -> set[Outcome]:
    """Of the first lesson's checks."""
    return {check.outcome for check in result.lessons[0].checks}


def test_the_reference_earns_full_marks(graded: Callable[..., Result]) -> None:
    result = graded()
    assert (result.status, result.score) == ("graded", 20)
    assert result.isolation in ([], ["rlimits"])


def test_an_exception_names_the_students_own_line(apart: Any) -> None:
    error = answer(apart, "\n    return 1 / 0")
    assert isinstance(error, StudentError)
    assert (error.kind, error.line) == ("ZeroDivisionError", 5)


def test_a_syntax_error_costs_that_lesson_only(graded: Callable[..., Result]) -> None:
    result = graded(double="def double(:\n")
    assert [lesson.score for lesson in result.lessons] == [0, 10]
    assert "line 1: def double(:" in (result.lessons[0].checks[0].message or "")


@pytest.mark.parametrize("body", ["while True: pass", "import time; time.sleep(1000)"])
def test_a_call_without_end_is_stopped_by_the_clock_on_the_wall(graded: Callable[..., Result], body: str) -> None:
    result = graded(SMALL, double=f"def double(x):\n    {body}\n")
    assert "did not answer for 0.4 s" in (result.lessons[0].checks[0].message or "")
    assert Outcome.TIMEOUT in outcomes(result)
    assert result.lessons[1].score == 10


@pytest.mark.parametrize(
    ("body", "outcome", "words"),
    [
        ("os._exit(0)", "crashed", "ended its own process"),
        ("os.abort()", "crashed", "SIGABRT"),
        ("ctypes.string_at(0)", "crashed", "SIGSEGV"),
        ("return np.ones(10**9).sum()", "memory", "1024 MiB"),
        ("os.closerange(3, 50); return 1", "crashed", "ended its own process"),
        (
            "\n    for d in range(3, 9):\n     try: os.write(d, b'0' * 64)\n     except OSError: pass",
            "crashed",
            "protocol",
        ),
        ("\n    while True: a[0](1.0)", "timeout", "did not answer for 0.4 s"),
    ],
)
def test_what_ends_a_worker_has_an_outcome_of_its_own(apart: Any, body: str, outcome: str, words: str) -> None:
    lost = answer(apart, body, lambda x: x)
    assert isinstance(lost, WorkerLost), lost
    assert (lost.outcome, words in lost.text) == (outcome, True), lost.text


def test_an_exit_in_one_lesson_costs_that_lesson_only(graded: Callable[..., Result]) -> None:
    result = graded(double="import os\nos._exit(0)\n")
    assert [lesson.score for lesson in result.lessons] == [0, 10]
    assert outcomes(result) == {Outcome.CRASHED}


def test_huge_output_is_cut_and_costs_nothing(graded: Callable[..., Result]) -> None:
    result = graded(double="print('first')\nprint('x' * 10_000_000)\n" + REFERENCE["double"])
    assert result.score == 20
    assert (result.lessons[0].output or "").startswith("first\nxxx")


def test_what_is_printed_is_no_part_of_a_frame(graded: Callable[..., Result]) -> None:
    hostile = "import os, sys\nfrom grader import wire\nframe = wire.frame(bytes(8), ['ready'])\n"
    hostile += "for descriptor in (1, 2):\n    os.write(descriptor, frame)\nsys.__stdout__.buffer.write(frame)\n"
    hostile += "sys.__stdout__.flush()\nassert sys.stdin.read() == ''\n"
    result = graded(double=hostile + REFERENCE["double"])
    assert result.score == 20, result.lessons[0].checks[0].message
    assert "ready" in (result.lessons[0].output or "")


def test_large_arguments_and_answers_fit_through_the_pipes(apart: Any) -> None:
    patient = Limits(call_seconds=10)
    calls = [Call("f", (np.full(1_000_000, float(number)),)) for number in range(5)]
    found, _ = answers(apart, "def f(x):\n    return x + 1\n", *calls, limits=patient)
    assert [array[-1] for array in found] == [1, 2, 3, 4, 5]


def test_student_code_finds_no_environment_no_arguments_and_no_course(apart: Any) -> None:
    environment, arguments, path, place = answer(apart, "return [dict(os.environ), sys.argv, sys.path, os.getcwd()]")
    assert (environment, arguments) == ({}, ["submission"])
    assert not [place for place in path if str(ROOT) in place or "site-packages" in place]
    assert place == Path(sys.executable).anchor


@linux
@pytest.mark.parametrize("after", ["while True: pass", "os._exit(0)"])
def test_a_process_that_holds_the_connection_open_does_not_hold_up_the_grader(apart: Any, after: str) -> None:
    with Worker(apart, SMALL) as worker:
        code = "import os, time\ndef f():\n    if os.fork() == 0:\n        if leave: os.setsid()\n"
        code += f"        os.write(1, str(os.getpid()).encode())\n        time.sleep(1000)\n    {after}\n"
        worker.load("lesson", Source("lesson.py", (f"leave = {after != 'os._exit(0)'}\n{code}",), False, ""))
        (lost,) = worker.round([Call("f")])
    assert isinstance(lost, WorkerLost)
    child = int(worker.output)
    if after == "os._exit(0)":  # it stayed in the worker's group, and is killed with it
        assert has_ended(child)
    else:
        os.kill(child, signal.SIGKILL)


@linux
def test_the_time_that_python_takes_to_start_is_not_the_students(apart: Any) -> None:
    worker = Worker(apart, SMALL)
    started = worker._process._startup  # type: ignore[attr-defined]
    worker.load("lesson", Source("lesson.py", ("",), False, ""))
    worker.close()
    assert 0 <= worker.spent < started


def test_a_worker_that_cannot_start_is_the_graders_error_not_the_students() -> None:
    with PortableNursery("process") as nursery:
        nursery._command[-1] = "import nowhere_to_be_found"
        with pytest.raises(GraderError, match=r"ended while it started: ModuleNotFoundError: .*Check this Python"):
            nursery.spawn(SMALL)
        nursery._command[0] = str(ROOT / "no_such_python")
        with pytest.raises(GraderError, match=r"could not be started .*run again"):
            nursery.spawn(SMALL)


def test_a_limit_that_the_system_does_not_keep_is_not_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "setrlimit", lambda limit, values: None)
    assert confine_limits.apply(1 << 20, 1, 1) is False

    def refuse(limit: int, values: object) -> None:
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(confine_limits, "_is_capped", lambda memory: True)
    assert confine_limits.apply(1 << 20, 1, 1) is True
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert confine_limits.apply(1 << 20, 1, 1) is False


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_another_system_gets_this_nursery_and_never_strict_isolation(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(portable.sys, "platform", platform)
    for isolation in ("process", "auto"):
        with open_nursery(isolation) as nursery:  # type: ignore[arg-type]
            assert type(nursery) is PortableNursery
    with pytest.raises(IsolationError, match=r"strict needs Linux.*--isolation process"):
        open_nursery("strict")


def test_linux_without_fork_is_another_system_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    with pytest.raises(IsolationError, match="strict needs Linux"):
        require_possible("strict")


# Read by every Python of a run: by the grader and its processes as sitecustomize, by a worker because Popen says so.
# Only the grader's own modules see the other platform's name; the standard library has to go on working here.
CRIPPLED = """
import os, signal, socket, subprocess, sys, types
subprocess.signal = types.SimpleNamespace(**vars(signal))
missing = {
    os: "fork memfd_create pidfd_open sched_getaffinity sched_setaffinity setsid setresuid geteuid O_PATH",
    signal: "pidfd_send_signal SIGKILL SIGXCPU",
    socket: "AF_UNIX send_fds recv_fds",
}
if PLATFORM == "win32":
    missing[os] += " killpg getuid wait4 O_CLOEXEC"
for module, names in missing.items():
    for name in names.split():
        if hasattr(module, name):
            delattr(module, name)
for name in ("resource", "fcntl", "pwd"):
    sys.modules[name] = None

class Elsewhere(types.ModuleType):
    @property
    def platform(self):
        return PLATFORM if sys._getframe(1).f_globals.get("__name__", "").startswith("grader") else "linux"

def start(self, command, *arguments, **options):
    if isinstance(command, list) and any("grader.worker.lone" in word for word in command):
        code = f"place = {__file__!r}; exec(compile(open(place).read(), place, 'exec'), dict(__file__=place)); "
        command = [code + word if "grader.worker.lone" in word else word for word in command]
    original(self, command, *arguments, **options)

sys.__class__ = Elsewhere
original, subprocess.Popen.__init__ = subprocess.Popen.__init__, start
"""
RUN = """
import importlib, pkgutil, sys
import grader
apart = ("grader.worker.zygote", "grader.lms.nbgrader_plugins", "grader.lms.otter_plugin")
for module in pkgutil.walk_packages(grader.__path__, "grader."):
    if module.name not in apart:  # started on Linux only; loaded by nbgrader and Otter, which need more of a system
        importlib.import_module(module.name)
from grader.cli import main
main()
"""


@pytest.fixture
def hand_ins(tmp_path: Path) -> Path:
    """A class: right, wrong, nothing written, broken, gone, loud."""
    double = {
        "ada": REFERENCE["double"],
        "ben": REFERENCE["double"].replace("2 * x", "3 * x"),
        "cleo": (MINI / "exercises" / "01_double" / "double.py").read_text(encoding="utf-8"),
        "dan": "def double(:\n",
        "eve": "import os\n" + REFERENCE["double"].replace("return f(f(x))", "os._exit(0)"),
        "finn": "print('loud' * 100_000)\n" + REFERENCE["double"],
    }
    for student, text in double.items():
        folder = tmp_path / "class" / student
        folder.mkdir(parents=True)
        (folder / "double.py").write_text(text, encoding="utf-8")
        shutil.copy(MINI / "solutions" / "02_mean" / "mean.py", folder)
    return tmp_path / "class"


def environment(tmp_path: Path, platform: str | None = None) -> dict[str, str]:
    """Of a run with its own cache, on this system or on a crippled one."""
    path = [str(ROOT)]
    if platform is not None:
        folder = tmp_path / platform
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(f"PLATFORM = {platform!r}\n{CRIPPLED}")
        path.insert(0, str(folder))
    return {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONPATH": os.pathsep.join(path)}


def command(hand_ins: Path, *arguments: object) -> list[str]:
    words = ["grade", hand_ins, "--course", MINI, "--out", hand_ins.parent / "out", *arguments]
    return [sys.executable, "-c", RUN, *map(str, words)]


def run(hand_ins: Path, *arguments: object, platform: str | None = None) -> subprocess.CompletedProcess[str]:
    shutil.rmtree(hand_ins.parent / "out", ignore_errors=True)
    return subprocess.run(
        command(hand_ins, *arguments),
        cwd=hand_ins.parent,
        env=environment(hand_ins.parent, platform),
        capture_output=True,
        text=True,
        check=False,
    )


def results(hand_ins: Path) -> dict[str, Any]:
    """Every result of the last run, without what depends on the system."""
    found = {}
    for path in (hand_ins.parent / "out" / "results").iterdir():
        found[path.stem] = json.loads(path.read_bytes())
        del found[path.stem]["isolation"], found[path.stem]["notes"]
    return found


@linux
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_class_gets_the_same_results_on_a_system_without_fork(hand_ins: Path, platform: str) -> None:
    here = run(hand_ins, "--isolation", "process")
    expected = results(hand_ins)
    assert [expected[student]["score"] for student in sorted(expected)] == [20, 17, 10, 10, 18, 20], here.stdout
    for isolation, jobs in (("process", 1), ("process", 2), ("auto", 2)):
        there = run(hand_ins, "--isolation", isolation, "--jobs", jobs, platform=platform)
        assert there.returncode == 0, there.stderr
        assert results(hand_ins) == expected
        assert there.stdout == here.stdout
        assert "Traceback" not in there.stderr
        document = json.loads((hand_ins.parent / "out" / "results" / "ada.json").read_bytes())
        assert document["isolation"] == []


@linux
@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_one_submission_needs_no_second_grader_process(hand_ins: Path, platform: str) -> None:
    there = run(hand_ins / "ada", "--isolation", "process", "--json", platform=platform)
    assert json.loads(there.stdout)["score"] == 20, there.stderr


@linux
@pytest.mark.parametrize("platform", ["darwin", "win32"])
@pytest.mark.parametrize("arguments", [[], ["--isolation", "strict"]])
def test_strict_isolation_there_is_exit_code_2_and_one_message(
    hand_ins: Path, platform: str, arguments: list[str]
) -> None:
    there = run(hand_ins, *arguments, platform=platform)
    assert there.returncode == 2
    assert there.stderr.count("\n") == 1
    assert there.stderr.startswith("grader: --isolation strict needs Linux")
    assert "--isolation process" in there.stderr
    assert there.stdout == ""


@linux
def test_a_name_that_the_terminal_cannot_write_stops_nothing(hand_ins: Path) -> None:
    (hand_ins / "ada").rename(hand_ins / "Ωmega")
    there = subprocess.run(
        command(hand_ins, "--isolation", "process"),
        env={**environment(hand_ins.parent, "win32"), "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert there.returncode == 0, there.stderr
    assert b"\n?mega" in there.stdout
    assert "Ωmega" in results(hand_ins)


@linux
def test_killing_the_grader_leaves_no_process_behind_without_the_kernels_help(hand_ins: Path) -> None:
    started = [hand_ins.parent / f"{student} has started" for student in ("ada", "ben")]
    for student, mark in zip(("ada", "ben"), started, strict=True):
        (hand_ins / student / "double.py").write_text(f"open({str(mark)!r}, 'w').close()\nwhile True: pass\n")
    arguments = command(hand_ins, "--isolation", "process", "--jobs", "2")
    silent = subprocess.DEVNULL
    with subprocess.Popen(
        arguments, env=environment(hand_ins.parent, "darwin"), stdout=silent, stderr=silent
    ) as grading:
        deadline = time.monotonic() + 20
        while not all(mark.exists() for mark in started) and time.monotonic() < deadline:
            assert grading.poll() is None
        family = descendants(grading.pid)
        grading.send_signal(signal.SIGKILL)
    assert len(family) >= 4  # two graders and two workers
    assert [pid for pid in family if not has_ended(pid)] == []


def descendants(pid: int) -> set[int]:
    try:
        children = {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
    except OSError:
        return set()
    return children.union(*map(descendants, children))


def has_ended(pid: int) -> bool:
    """Wait for the end of a process, for then its handle becomes readable; one that does not end is killed."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([handle], [], [], 10)
    if not ready:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    os.close(handle)
    return bool(ready)
