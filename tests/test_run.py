"""A run on a folder of results: what is kept, what is graded again, and what accidents cost.

The class is twelve students of the miniature course. Wherever a run is disturbed, its files must in the end be those of
an undisturbed one, byte for byte.
"""

from __future__ import annotations

import csv
import gc
import json
import multiprocessing
import os
import re
import resource
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from conftest import MINI, ROOT
from msgspec.structs import replace

import grader.crew
import grader.desk
from grader.batch import AHEAD, CHUNK, TRIES, grade_all
from grader.bundle import pack
from grader.cli import main
from grader.collect import collect
from grader.crew import Crew, ExecutorCrew, open_crew
from grader.desk import Assignment, Graded, leave
from grader.gradebook import Gradebook
from grader.model import Result, Submission
from grader.worker.nursery import UNPRIVILEGED, ZygoteNursery
from grader.worker.requests import Trial

ASSIGNMENT = Assignment(MINI, ("01_double", "02_mean"), b"key", "strict")
DOUBLE = (MINI / "solutions" / "01_double" / "double.py").read_text(encoding="utf-8")
MEAN = (MINI / "solutions" / "02_mean" / "mean.py").read_text(encoding="utf-8")
WRONG = MEAN.replace(" / len(values)", "")
KINDS = [  # double.py and mean.py of a student; an empty text is a file that was not handed in
    (DOUBLE, MEAN),
    (DOUBLE, WRONG),
    (DOUBLE, "def mean(values:\n"),
    ("", MEAN),
    (DOUBLE + "\nprint('hello')\n", "import os\n\ndef mean(values):\n    os._exit(3)\n"),
    ("", ""),
]
POLL_SECONDS = 0.002


class Ran(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


Grade = Callable[..., Ran]


def write(folder: Path, double: str, mean: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("double.py", double), ("mean.py", mean)):
        if text:
            (folder / name).write_text(text, encoding="utf-8")


def hand_in(folder: Path, students: int = 12, work: int = 0) -> Path:
    """A class of all kinds; `work` makes each submission take longer, in rounds of a loop."""
    for number in range(students):
        double, mean = KINDS[number % len(KINDS)]
        extra = f"\nfor _ in range({work}):\n    pass\n" if work and double else ""
        write(folder / f"student{number:02}", double + extra, mean)
    return folder


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, papers: Path, tmp_path: Path) -> None:
    """One cache of papers for all tests here, and temporary files of killed processes where they are cleared away."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(papers))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("GRADER_KEY", "key")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Grade:
    """`grader grade` on tmp_path/class into tmp_path/out, in this process."""

    def run(*options: object, submissions: Path | None = None, course: Path = MINI) -> Ran:
        grader.desk._load.cache_clear()  # a new process would read the course anew
        command = ["grader", "grade", submissions or tmp_path / "class", "--course", course, "--out", tmp_path / "out"]
        monkeypatch.setattr(sys, "argv", [str(one) for one in [*command, *options]])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(int(ended.value.code or 0), *capfd.readouterr())

    return run


def files(out: Path) -> dict[str, bytes]:
    """Every file that an instructor sees, whole; nothing half-written is left."""
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    assert [name for name in found if name.endswith(".partial")] == []
    return {name: data for name, data in found.items() if not name.startswith("gradebook")}


def select_from(out: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(out / "gradebook.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


When = dict[tuple[str, str], tuple[str, float]]


def times(out: Path) -> When:
    """When each attempt was graded and how long it took, to the microsecond: that changes if it is graded again."""
    found = select_from(out, "SELECT student, digest, graded_at, seconds FROM attempt")
    return {(student, digest): (graded_at, seconds) for student, digest, graded_at, seconds in found}


def graded_again(out: Path, before: When) -> set[str]:
    """The students of whom something was graded since then."""
    return {attempt[0] for attempt, when in times(out).items() if before.get(attempt) != when}


def students(when: When) -> list[str]:
    return sorted(student for student, _ in when)


def scores(out: Path) -> dict[str, str]:
    with open(out / "grades.csv", encoding="utf-8", newline="") as file:
        return {row["student"]: row["score"] for row in csv.DictReader(file)}


def document(out: Path, student: str) -> Any:
    return json.loads((out / "results" / f"{student}.json").read_bytes())


@pytest.fixture
def graded(tmp_path: Path, grade: Grade) -> Path:
    """The folder of results of a class that has been graded once."""
    hand_in(tmp_path / "class")
    assert grade("--jobs", 2).code == 0
    return tmp_path / "out"


# What is kept, and what is graded again


def test_a_second_run_keeps_everything_and_changes_no_byte(graded: Path, grade: Grade) -> None:
    before, when = files(graded), times(graded)
    changed_at = {path: path.stat().st_mtime_ns for path in (graded / "results").iterdir()}
    ran = grade()
    assert (ran.code, files(graded), graded_again(graded, when)) == (0, before, set())
    assert {path: path.stat().st_mtime_ns for path in (graded / "results").iterdir()} == changed_at
    assert "(12 of 12 kept from an earlier run)" in ran.err
    assert len(before) == 12 + 12 + 2


def test_a_submission_that_has_changed_is_graded_again_alone(graded: Path, grade: Grade, tmp_path: Path) -> None:
    when = times(graded)
    write(tmp_path / "class" / "student01", DOUBLE, MEAN)
    ran = grade()
    assert "(11 of 12 kept" in ran.err
    assert graded_again(graded, when) == {"student01"}
    assert when.items() <= times(graded).items()  # its first attempt is still there
    assert len(times(graded)) == 13
    assert (document(graded, "student01")["score"], scores(graded)["student01"]) == (20, "20")


def test_the_last_attempt_counts_whatever_its_digest(tmp_path: Path, grade: Grade) -> None:
    for mean in (WRONG, MEAN, WRONG, MEAN):
        for number in range(8):
            write(tmp_path / "class" / f"student{number}", "", f"{mean}# {number}\n")
        assert grade().code == 0
        assert set(scores(tmp_path / "out").values()) == ({"10"} if mean is MEAN else {"0"})


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINI, tmp_path / "course"))


HIDDEN = "autograder_tests/02_mean/test_hidden_mean.py"


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (HIDDEN, "2.0, 6.0]", "2.0, 9.0]"),
        ("solutions/02_mean/mean.py", "float(values", "float(1 * values"),
        ("course.yml", "call_seconds: 0.5", "call_seconds: 0.6"),
        ("course.yml", 'version: "1"', 'version: "2"'),
        ("key", "", ""),
    ],
    ids=["hidden test", "reference", "limits", "version", "key"],
)
def test_what_decides_a_verdict_grades_everybody_again(
    own_course: Path, grade: Grade, tmp_path: Path, place: str, old: str, new: str
) -> None:
    hand_in(tmp_path / "class", 3)
    assert grade(course=own_course).code == 0
    when = times(tmp_path / "out")
    options: list[object] = []
    if place == "key":
        (tmp_path / "key").write_text("another key")
        options = ["--key-file", tmp_path / "key"]
    else:
        edit(own_course / place, old, new)
    ran = grade(*options, course=own_course)
    assert (ran.code, graded_again(tmp_path / "out", when)) == (0, set(students(when)))
    assert "kept" not in ran.err
    assert [len(when), len(times(tmp_path / "out"))] == [3, 3]
    assert "(3 of 3 kept" in grade(*options, course=own_course).err


def test_policy_changes_the_views_and_grades_nobody_again(own_course: Path, grade: Grade, tmp_path: Path) -> None:
    out = tmp_path / "out"
    hand_in(tmp_path / "class", 3)
    grade(course=own_course)
    when, before = times(out), files(out)
    policy = "policy: {due: 2026-12-01T12:00:00Z, late_percent_per_day: 10, students: students.csv}\n"
    edit(own_course / "course.yml", "lessons:\n", policy + "lessons:\n")
    (own_course / "students.csv").write_text("student,submitted_at\nstudent00,2026-12-02T13:00:00Z\n")
    assert grade(course=own_course).code == 0
    assert graded_again(out, when) == set()
    assert scores(out)["student00"] == "16"
    assert (document(out, "student00")["late"]["deducted"], document(out, "student01")["late"]) == (4, None)
    assert b"16 / 20" in (out / "feedback" / "student00.html").read_bytes()
    assert (out / "grades.csv").read_text().splitlines()[0].endswith(",deducted")
    (own_course / "students.csv").write_text("student,submitted_at,extra_days\nstudent00,2026-12-02T13:00:00Z,1\n")
    grade(course=own_course)
    assert (graded_again(out, when), scores(out)["student00"]) == (set(), "18")
    edit(own_course / "course.yml", policy, "")
    (own_course / "students.csv").unlink()
    grade(course=own_course)
    assert (graded_again(out, when), files(out)) == (set(), before)


def test_best_brings_back_an_earlier_attempt_and_last_the_last(own_course: Path, grade: Grade, tmp_path: Path) -> None:
    write(tmp_path / "class" / "ada", DOUBLE, MEAN)
    grade(course=own_course)
    write(tmp_path / "class" / "ada", DOUBLE, WRONG)
    grade(course=own_course)
    last = scores(tmp_path / "out")["ada"]
    edit(own_course / "course.yml", "lessons:\n", "policy: {attempts: best}\nlessons:\n")
    assert "(1 of 1 kept" in grade(course=own_course).err
    assert (scores(tmp_path / "out")["ada"], float(last) < 20) == ("20", True)
    edit(own_course / "course.yml", "attempts: best", "attempts: last")
    grade(course=own_course)
    assert scores(tmp_path / "out")["ada"] == last


def test_under_best_all_attempts_have_sat_the_same_exam(own_course: Path, grade: Grade, tmp_path: Path) -> None:
    edit(own_course / "course.yml", "lessons:\n", "policy: {attempts: best}\nlessons:\n")
    for mean in (MEAN, WRONG):
        write(tmp_path / "class" / "ada", DOUBLE, mean)
        grade(course=own_course)
    edit(own_course / HIDDEN, "2.0, 6.0]", "2.0, 9.0]")
    assert grade(course=own_course).code == 0
    assert len(select_from(tmp_path / "out", "SELECT DISTINCT exam FROM attempt")) == 1
    assert select_from(tmp_path / "out", "SELECT score FROM attempt ORDER BY turn")[0] == (20.0,)
    assert scores(tmp_path / "out")["ada"] == "20"


def test_under_best_the_same_files_again_and_late_do_not_cost_the_first_time(
    own_course: Path, grade: Grade, tmp_path: Path
) -> None:
    policy = "{attempts: best, due: 2026-12-01T12:00:00Z, late_percent_per_day: 10, students: students.csv}"
    edit(own_course / "course.yml", "lessons:\n", f"policy: {policy}\nlessons:\n")
    write(tmp_path / "class" / "ada", DOUBLE, MEAN)
    seen = []
    for day in ("01", "05"):
        (own_course / "students.csv").write_text(f"student,submitted_at\nada,2026-12-{day}T11:00:00Z\n")
        grade(course=own_course)
        seen.append(scores(tmp_path / "out")["ada"])
    assert seen == ["20", "20"]


def test_fresh_starts_over(graded: Path, grade: Grade, tmp_path: Path) -> None:
    when, before = times(graded), files(graded)
    write(tmp_path / "class" / "student01", DOUBLE, MEAN)
    grade()
    shutil.rmtree(tmp_path / "class" / "student02")
    hand_in(tmp_path / "class", 2)
    (graded / "results" / "note.txt").write_text("the instructor's own")
    ran = grade("--fresh")
    assert (ran.code, "kept" in ran.err) == (0, False)
    assert graded_again(graded, when) == set(students(when)) - {"student02"}
    assert select_from(graded, "SELECT count(*) FROM attempt") == [(11,)]
    after = files(graded)
    assert after.pop("results/note.txt") == b"the instructor's own"
    assert set(before) - set(after) == {"results/student02.json", "feedback/student02.html"}


def test_fresh_forgets_nothing_when_the_exam_cannot_be_set(own_course: Path, grade: Grade, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", 2)
    grade(course=own_course)
    before = times(tmp_path / "out")
    edit(own_course / HIDDEN, "import math", "import maths")
    assert grade("--fresh", course=own_course).code == 2
    assert times(tmp_path / "out") == before


def test_another_student_joins_the_class(graded: Path, grade: Grade, tmp_path: Path) -> None:
    when = times(graded)
    write(tmp_path / "later" / "zoe", DOUBLE, MEAN)
    ran = grade(submissions=tmp_path / "later" / "zoe")
    assert [line.split()[0] for line in ran.out.splitlines()[2:]] == ["zoe"]
    assert (list(scores(graded)), graded_again(graded, when)) == ([*students(when), "zoe"], {"zoe"})
    assert (graded / "report.html").read_text(encoding="utf-8").count("<tr>") == 14


def test_who_is_not_handed_in_and_has_another_exams_verdict_is_mentioned(
    graded: Path, grade: Grade, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("another key")
    ran = grade("--key-file", tmp_path / "key", submissions=tmp_path / "class" / "student00")
    assert "note: 11 students have verdicts of another exam (course, lessons or key)." in ran.err
    assert "another exam" not in grade("--key-file", tmp_path / "key").err


@pytest.mark.parametrize("kind", ["deleted", "edited", "page deleted", "all deleted"])
def test_a_view_that_was_deleted_or_edited_is_made_again(graded: Path, grade: Grade, kind: str) -> None:
    before, when = files(graded), times(graded)
    result = graded / "results" / "student03.json"
    if kind == "edited":
        result.write_bytes(result.read_bytes().replace(b'"score": 10', b'"score": 99'))
        assert files(graded) != before
    elif kind == "all deleted":
        for name in before:
            (graded / name).unlink()
    else:
        (result if kind == "deleted" else graded / "feedback" / "student03.html").unlink()
    assert (grade().code, files(graded), graded_again(graded, when)) == (0, before, set())


def test_another_feedback_level_renews_every_page_and_nothing_else(graded: Path, grade: Grade, tmp_path: Path) -> None:
    before, when = files(graded), times(graded)
    shutil.rmtree(tmp_path / "class" / "student01")  # who is not handed in now gets a new page too
    grade("--feedback", "score")
    after = files(graded)
    assert graded_again(graded, when) == set()
    assert b"Hint." in before["feedback/student01.html"]
    assert [name for name in after if b"Hint." in after[name]] == []
    assert {name for name in after if after[name] != before[name]} == {
        name for name in before if b"Hint." in before[name]
    }
    grade()
    assert files(graded) == before


# A run that is stopped


RUN = "from grader.cli import main; main()"
ENDLESS = f"""
import signal, time
from grader.gradebook import Gradebook

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it starts with `&` ignore it
add = Gradebook.add

def held(book, submission, *arguments):
    if submission.student == "student22":
        time.sleep(60)
    return add(book, submission, *arguments)

Gradebook.add = held
{RUN}
"""


def start(tmp_path: Path, *options: object, out: str = "out", program: str = RUN, **more: Any) -> subprocess.Popen[str]:
    """`grader grade` on tmp_path/class in a process and session of its own.

    As the program ENDLESS it stops before the last but one of 24 students: however late this process gets its turn,
    the run is not over.
    """
    command = [sys.executable, "-c", program, "grade", tmp_path / "class"]
    command += ["--course", MINI, "--out", tmp_path / out, "--jobs", 2, *options]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([str(one) for one in command], cwd=ROOT, start_new_session=True, **pipes, **more)


def rows(out: Path) -> int:
    """How many verdicts the gradebook of a running command holds."""
    try:
        connection = sqlite3.connect(f"file:{out / 'gradebook.db'}?mode=ro", uri=True)
    except sqlite3.OperationalError:
        return 0
    try:
        return int(connection.execute("SELECT count(*) FROM attempt").fetchone()[0])
    except sqlite3.OperationalError:  # no tables yet
        return 0
    finally:
        connection.close()


def wait_for_rows(run: subprocess.Popen[str], out: Path, count: int) -> None:
    while rows(out) < count:
        assert run.poll() is None, run.communicate()
        time.sleep(POLL_SECONDS)


def end_of(run: subprocess.Popen[str]) -> Ran:
    out, err = run.communicate(timeout=60)
    return Ran(run.returncode, out, err)


LONG = 1_500_000  # rounds of an empty loop: some hundredths of a second


@pytest.fixture(scope="session")
def found_before() -> dict[str, bytes]:
    return {}


@pytest.fixture
def whole(tmp_path: Path, grade: Grade, found_before: dict[str, bytes]) -> dict[str, bytes]:
    """What an undisturbed run gives for 24 students whose submissions take a while."""
    hand_in(tmp_path / "class", 24, LONG)
    if not found_before:
        assert grade("--jobs", 2, "--out", tmp_path / "whole").code == 0
        found_before |= files(tmp_path / "whole")
    return found_before


def test_a_run_that_is_killed_again_and_again_gets_to_the_same_end(
    tmp_path: Path, grade: Grade, whole: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    kept: When = {}
    for count in (1, 5, 10, 15, 20):
        with start(tmp_path, program=ENDLESS) as run:
            wait_for_rows(run, out, count)
            run.kill()
        assert run.returncode == -signal.SIGKILL
        assert len(times(out)) < 24
        assert kept.items() <= times(out).items()  # nothing was lost or graded again
        kept = times(out)
    ran = grade("--jobs", 2)
    assert (ran.code, files(out)) == (0, whole)
    assert f"({len(kept)} of 24 kept" in ran.err
    assert graded_again(out, kept) == set(students(times(out))) - set(students(kept))
    assert select_from(out, "SELECT count(*), count(DISTINCT student) FROM attempt") == [(24, 24)]


CRASH = """
import os, signal, sys
import grader.gradebook, grader.report.output
from grader.cli import main

where, name, turn, moment = sys.argv[1:5]
home = {"os": os, "book": grader.gradebook.Gradebook}[where]
original = getattr(home, name)
calls = 0

def die(*arguments):
    global calls
    calls += 1
    if calls == int(turn) and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = original(*arguments)
    if calls == int(turn):
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

setattr(home, name, die)
sys.argv = ["grader", *sys.argv[5:]]
main()
"""
MOMENTS = {
    "before the first verdict": ("book", "add", 1, "before"),
    "a verdict without files": ("book", "add", 3, "after"),
    "a page without a result": ("os", "replace", 5, "after"),
    "a page that is not in place": ("os", "replace", 5, "before"),
    "a result that is not in place": ("os", "replace", 6, "before"),
    "all but the report": ("os", "replace", 13, "before"),
    "all but the grades": ("os", "replace", 13, "after"),
    "before the last note": ("book", "note_made_with", 2, "before"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_whatever_moment_a_run_is_killed_at_it_can_be_resumed(tmp_path: Path, grade: Grade, moment: str) -> None:
    hand_in(tmp_path / "class", 6)
    grade()
    expected = files(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    arguments = ["grade", tmp_path / "class", "--course", MINI, "--out", tmp_path / "out", "--jobs", 1]
    command = [sys.executable, "-c", CRASH, *MOMENTS[moment], *arguments]
    run = subprocess.run([str(one) for one in command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert (grade().code, files(tmp_path / "out")) == (0, expected)


def descendants(pid: int) -> dict[int, int]:
    """Each process below this one, with its parent."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return {}
    found = dict.fromkeys(children, pid)
    for child in children:
        found |= descendants(child)
    return found


@contextmanager
def nobody_left_of(run: subprocess.Popen[str]) -> Iterator[None]:
    """Whoever belongs to a run at the beginning of the block has ended soon after it."""
    handles = []
    for pid in descendants(run.pid):
        try:
            handles.append(os.pidfd_open(pid))
        except ProcessLookupError:
            continue
    yield
    for handle in handles:
        ready, _, _ = select.select([handle], [], [], 10)
        os.close(handle)
        assert ready, "a process outlived its run"
    assert len(handles) >= 2


def test_ctrl_c_says_how_to_go_on(tmp_path: Path, grade: Grade, whole: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    with start(tmp_path, program=ENDLESS) as run:
        wait_for_rows(run, out, 4)
        with nobody_left_of(run):
            os.killpg(run.pid, signal.SIGINT)
            ran = end_of(run)
    kept = times(out)
    assert ran.code == 130
    advice = rf"what was graded is kept in {out}\. Run the same command again to go on\."
    said = re.search(rf"^grader: stopped after (\d+) of 24; {advice}$", ran.err, re.MULTILINE)
    assert said is not None, ran.err
    assert int(said[1]) in (len(kept) - 1, len(kept))  # it may stop between storing one and counting it
    assert 4 <= len(kept) < 24
    seen = files(out)
    assert list(scores(out)) == students(kept)
    assert {name: data for name, data in whole.items() if "/" in name and Path(name).stem in students(kept)} == {
        name: data for name, data in seen.items() if "/" in name
    }
    assert (grade().code, files(out), graded_again(out, kept)) == (
        0,
        whole,
        set(students(times(out))) - set(students(kept)),
    )


def test_a_zygote_whose_grader_ends_in_the_middle_of_a_reply_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """As happens at Ctrl-C: nobody should see a traceback then."""
    nursery = ZygoteNursery("strict")
    control = nursery.zygote.launched.control
    control.send(msgspec.json.encode(Trial(UNPRIVILEGED)))
    select.select([control], [], [], 10)  # the reply is there, and nobody has read it
    nursery.close()
    assert capfd.readouterr().err == ""


def test_of_two_runs_on_one_folder_the_second_is_told(tmp_path: Path, grade: Grade, whole: dict[str, bytes]) -> None:
    with start(tmp_path) as run:
        wait_for_rows(run, tmp_path / "out", 1)
        run.send_signal(signal.SIGSTOP)  # it is still there, however slow this machine is
        seconds = [grade(*options) for options in ([], ["--fresh"])]
        run.send_signal(signal.SIGCONT)
        first = end_of(run)
    for second in seconds:
        assert (second.code, second.out) == (2, "")
        assert second.err == (
            f"grader: {tmp_path / 'out'}: another `grader grade` is writing here. "
            "Wait for it, or choose another --out.\n"
        )
    assert (first.code, files(tmp_path / "out")) == (0, whole)


# What the grader itself cannot do


def test_what_cannot_be_read_is_ungraded_until_it_can(
    tmp_path: Path, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path / "class", 3)
    real_open = os.open

    def closed(path: str | Path, *arguments: int, **options: int) -> int:
        if Path(path).name == "student01":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", closed)
        patched.setattr(os, "supports_dir_fd", {closed})
        ran = grade()
        assert (ran.code, scores(tmp_path / "out")["student01"]) == (1, "")
        assert "could not be read: Permission denied" in ran.out
        assert grade().code == 1  # tried again
    when = times(tmp_path / "out")
    assert grade().code == 0
    assert graded_again(tmp_path / "out", when) == {"student01"}
    assert select_from(tmp_path / "out", "SELECT count(*) FROM attempt") == [(3,)]
    assert document(tmp_path / "out", "student01")["status"] == "graded"


def graders(run: subprocess.Popen[str]) -> list[int]:
    children = [pid for pid, parent in descendants(run.pid).items() if parent == run.pid]
    return [pid for pid in children if not is_zygote(pid)]


def zygotes(run: subprocess.Popen[str]) -> list[int]:
    """Those that serve the graders; all are cloned from one."""
    found = descendants(run.pid)
    first = [pid for pid, parent in found.items() if parent == run.pid and is_zygote(pid)]
    return [pid for pid, parent in found.items() if parent in first and is_zygote(pid)]


def is_zygote(pid: int) -> bool:
    try:
        return b"grader.worker.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.parametrize("victims", [graders, zygotes])
def test_a_process_that_is_killed_costs_nobody_a_verdict(
    tmp_path: Path, whole: dict[str, bytes], victims: Callable[[subprocess.Popen[str]], list[int]]
) -> None:
    with start(tmp_path) as run:
        wait_for_rows(run, tmp_path / "out", 2)
        run.send_signal(signal.SIGSTOP)
        pids = victims(run)
        os.kill(pids[0], signal.SIGKILL)
        run.send_signal(signal.SIGCONT)
        ran = end_of(run)
    assert len(pids) == 2
    assert (ran.code, files(tmp_path / "out")) == (0, whole), ran.err


def test_a_submission_that_ends_every_grader_is_ungraded_and_costs_nobody_else(
    tmp_path: Path, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    hand_in(tmp_path / "class")
    original, here = grader.desk.grade, os.getpid()

    def deadly(submission: Submission, *others: Any) -> Result:
        if submission.student == "student01" and os.getpid() != here:
            with open(tmp_path / "deaths", "a") as file:
                file.write("x")
            os._exit(1)
        return original(submission, *others)

    with monkeypatch.context() as patched:
        patched.setattr(grader.desk, "grade", deadly)
        ran = grade("--jobs", 2)
    assert ran.code == 1
    assert len((tmp_path / "deaths").read_text()) == TRIES
    reason = f"A grader process ended each of the {TRIES} times that it graded this submission; is there enough memory?"
    assert document(out, "student01")["notes"] == [reason]
    assert [student for student, score in scores(out).items() if score == ""] == ["student01"]
    when = times(out)
    assert (grade().code, graded_again(out, when)) == (0, {"student01"})
    assert scores(out)["student01"] == "10"


@pytest.mark.parametrize("student", ["student00", "student02"])
def test_why_one_is_ungraded_is_said_where_an_instructor_looks_and_of_nobody_else(
    tmp_path: Path, grade: Grade, monkeypatch: pytest.MonkeyPatch, student: str
) -> None:
    original = grader.desk.grade

    def fails(submission: Submission, *others: Any) -> Result:
        if submission.student == student:
            raise RuntimeError("an accident")
        return original(submission, *others)

    monkeypatch.setattr(grader.desk, "grade", fails)
    hand_in(tmp_path / "class", 3)
    ran = grade()
    (reason,) = document(tmp_path / "out", student)["notes"]
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert ran.code == 1
    assert f'<p class="dim">{reason}</p>' not in report  # there are the notes on the whole class
    assert reason in report + ran.out + ran.err


def test_a_full_disk_stops_a_run_that_can_be_resumed(tmp_path: Path, grade: Grade, whole: dict[str, bytes]) -> None:
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    with start(tmp_path, preexec_fn=limited) as run:
        ran = end_of(run)
    kept = times(tmp_path / "out")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"grader: {tmp_path / 'out' / 'gradebook.db'}: ")
    assert ran.err.endswith("What was graded so far is kept: make room, then run the same command again.\n")
    assert 0 < len(kept) < 24
    assert (grade().code, files(tmp_path / "out")) == (0, whole)
    assert graded_again(tmp_path / "out", kept) == set(students(times(tmp_path / "out"))) - set(students(kept))


def test_a_view_that_cannot_be_written_stops_a_run_that_can_be_resumed(
    graded: Path, grade: Grade, tmp_path: Path
) -> None:
    before, when = files(graded), times(graded)
    (graded / "results" / "student05.json").unlink()
    (graded / "results" / "student05.json.partial").mkdir()
    ran = grade()
    assert ran.code == 1
    assert f"{graded / 'results' / 'student05.json'}: Is a directory. What was graded so far is kept" in ran.err
    (graded / "results" / "student05.json.partial").rmdir()
    assert (grade().code, files(graded), graded_again(graded, when)) == (0, before, set())


@pytest.mark.parametrize("kind", ["changed", "cut", "empty"])
def test_a_damaged_paper_is_drawn_again(graded: Path, grade: Grade, papers: Path, kind: str) -> None:
    before = files(graded)
    kept = {path: path.read_bytes() for path in papers.rglob("*.paper")}
    for path, data in kept.items():
        damaged = {"changed": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:], "cut": data[:-9], "empty": b""}
        path.write_bytes(damaged[kind])
    assert (grade("--fresh").code, files(graded)) == (0, before)
    used = {path for path, data in kept.items() if path.read_bytes() == data}
    assert len(used) == 2  # the papers of the two lessons are whole again
    for path, data in kept.items():
        path.write_bytes(data)


# Any executor


def verdicts(crew: Crew, submissions: list[Submission]) -> dict[str, bytes]:
    with crew:
        found = {
            one.submission.student: one.result for one in grade_all(submissions, ASSIGNMENT, crew, len(submissions))
        }
    return found


@pytest.fixture
def submissions(tmp_path: Path) -> list[Submission]:
    return collect([hand_in(tmp_path / "class")], [exam.lesson for exam in ASSIGNMENT.exams()])


EXECUTORS: dict[str, Callable[[], Executor]] = {
    "threads": lambda: ThreadPoolExecutor(2),
    "processes": lambda: ProcessPoolExecutor(2, multiprocessing.get_context("fork")),
}


@pytest.mark.parametrize("kind", EXECUTORS)
def test_any_executor_gives_the_same_verdicts(submissions: list[Submission], kind: str) -> None:
    try:
        found = verdicts(ExecutorCrew(ASSIGNMENT, EXECUTORS[kind], 2), submissions)
    finally:
        leave(ASSIGNMENT)
    assert len(found) == 12
    assert found == verdicts(open_crew(ASSIGNMENT, 2, None, 12), submissions)


def test_a_crew_that_has_closed_has_ended(submissions: list[Submission]) -> None:
    before = set(multiprocessing.active_children())
    verdicts(open_crew(ASSIGNMENT, 2, None, 12), submissions)
    assert set(multiprocessing.active_children()) - before == set()


class Instant(Crew):
    """Has an answer to every chunk at once, and keeps the chunks."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.chunks: list[int] = []

    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        self.chunks.append(len(chunk))
        future: Future[list[Graded]] = Future()
        future.set_result([Graded(b"", 0.0) for _ in chunk])
        return future

    def restart(self) -> None:
        raise AssertionError

    def check(self) -> None:
        raise AssertionError

    def close(self, at_once: bool = False) -> None:
        pass


@pytest.mark.parametrize(("size", "expected"), [(1, None), (2, 1000), (4, 10), (2, 0)])
def test_submissions_are_read_only_as_they_are_needed(size: int, expected: int | None) -> None:
    taken = given = 0

    def one_by_one() -> Iterator[Submission]:
        nonlocal taken
        for taken in range(1, 301):
            yield Submission(str(taken))

    crew = Instant(size)
    ahead = []
    for given, _ in enumerate(grade_all(one_by_one(), ASSIGNMENT, crew, expected), start=1):
        ahead.append(taken - given)
    assert (taken, given) == (300, 300)
    assert max(crew.chunks) <= CHUNK
    assert max(ahead) < AHEAD * size * max(crew.chunks)


# A Dask cluster


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Any]]:
    """A cluster of two workers: the last one, or another if workers that a test has killed do not come back."""
    clusters: list[Any] = []
    with ExitStack() as stack:

        def running() -> Any:
            if clusters:
                with suppress(TimeoutError):  # on a busy machine Dask sometimes gives one up
                    clusters[-1].wait_for_workers(2, timeout=20)
                    return clusters[-1]
            clusters.append(stack.enter_context(local_cluster(tmp_path_factory.mktemp("dask"), 2)))
            clusters[-1].wait_for_workers(2, timeout=120)
            return clusters[-1]

        yield running


@pytest.fixture
def dask_cluster(machines: Callable[[], Any]) -> Any:
    """Two workers; those that an earlier test has killed have been started again."""
    return machines()


@contextmanager
def local_cluster(folder: Path, workers: int) -> Iterator[Any]:
    """Worker processes with one thread each, whose temporary files are in a folder."""
    distributed = pytest.importorskip("distributed")
    surroundings = {"TMPDIR": str(folder), "XDG_CACHE_HOME": str(folder)}
    with distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs="CRITICAL",
        local_directory=str(folder),
        env=surroundings,
    ) as cluster:
        yield cluster


@pytest.fixture
def at_the_third_verdict(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Have something happen in the middle of a run."""
    original = Gradebook.add

    def arrange(accident: Callable[[], None]) -> None:
        count = 0

        def add(*arguments: Any) -> Any:
            nonlocal count
            count += 1
            if count == 3:
                accident()
            return original(*arguments)

        monkeypatch.setattr(Gradebook, "add", add)

    return arrange


def kill_workers(cluster: Any, count: int) -> None:
    for nanny in list(cluster.workers.values())[:count]:
        os.kill(nanny.pid, signal.SIGKILL)


@pytest.mark.parametrize("killed", [0, 1, 2])
def test_a_cluster_gives_the_same_bytes_also_when_workers_die(
    dask_cluster: Any,
    tmp_path: Path,
    grade: Grade,
    whole: dict[str, bytes],
    at_the_third_verdict: Callable[[Callable[[], None]], None],
    killed: int,
) -> None:
    at_the_third_verdict(lambda: kill_workers(dask_cluster, killed))
    ran = grade("--cluster", dask_cluster.scheduler_address)
    assert (ran.code, files(tmp_path / "out")) == (0, whole), ran.err


def test_a_submission_that_ends_every_worker_of_a_cluster_is_ungraded_and_costs_nobody_else(
    dask_cluster: Any, tmp_path: Path, grade: Grade, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    deaths = tmp_path / "deaths"

    class Deadly(distributed.WorkerPlugin):  # type: ignore[misc]
        """Patches each worker, also one that is started later."""

        def setup(self, worker: Any) -> None:
            self.original = original = grader.desk.grade

            def deadly(submission: Submission, *others: Any) -> Result:
                if submission.student == "student01":
                    with open(deaths, "a") as file:
                        file.write("x")
                    os._exit(1)
                return original(submission, *others)

            grader.desk.grade = deadly

        def teardown(self, worker: Any) -> None:
            grader.desk.grade = self.original

    monkeypatch.setattr(dask_cluster.scheduler, "allowed_failures", 0)  # one death is enough to give a task up
    with distributed.Client(dask_cluster, set_as_default=False) as client:
        client.register_plugin(Deadly(), name="deadly")
        try:
            ran = grade("--cluster", dask_cluster.scheduler_address)
        finally:
            client.unregister_worker_plugin("deadly")
    assert ran.code == 1
    assert len(deaths.read_text()) == TRIES
    assert [student for student, score in scores(tmp_path / "out").items() if score == ""] == ["student01"]
    ran = grade("--cluster", dask_cluster.scheduler_address)
    assert (ran.code, files(tmp_path / "out")) == (0, whole), ran.err


def test_a_scheduler_that_goes_away_is_a_clear_message(
    tmp_path: Path,
    grade: Grade,
    monkeypatch: pytest.MonkeyPatch,
    at_the_third_verdict: Callable[[Callable[[], None]], None],
) -> None:
    monkeypatch.setattr(grader.crew, "CONNECT_SECONDS", 1)
    hand_in(tmp_path / "class", 24, LONG)
    with local_cluster(tmp_path, 1) as cluster:
        at_the_third_verdict(cluster.close)
        ran = grade("--cluster", cluster.scheduler_address)
    assert ran.code == 1
    assert "the scheduler has gone. Start it, then run the same command again." in ran.err
    assert len(times(tmp_path / "out")) >= 3


def test_nothing_at_the_address_is_wrong_usage(tmp_path: Path, grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(grader.crew, "CONNECT_SECONDS", 0.5)
    hand_in(tmp_path / "class", 2)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        ran = grade("--cluster", address)
    assert (ran.code, ran.out) == (2, "")
    assert f"grader: --cluster {address}: no Dask scheduler answers there" in ran.err
    assert "Traceback" not in ran.err
    assert grade("--cluster", "nonsense://x").code == 2
    client = pytest.importorskip("distributed").Client
    left = [one for one in gc.get_objects() if type(one) is client and one.status != "closed"]
    assert left == []  # collected while the next one is being made, it would wait for ever


def test_a_cluster_without_workers_is_a_clear_message(
    tmp_path: Path, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grader.crew, "CONNECT_SECONDS", 1)
    hand_in(tmp_path / "class", 2)
    with local_cluster(tmp_path, 0) as cluster:
        ran = grade("--cluster", cluster.scheduler_address)
    assert ran.code in (1, 2)
    assert "no worker" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"exam": "sha256:another"}, "a machine of the cluster would set another exam: Python, numpy, hypothesis,"),
        ({"digest": "another"}, "the course arrived damaged"),
    ],
    ids=["versions", "damage"],
)
def test_a_cluster_that_would_grade_otherwise_is_refused(
    dask_cluster: Any,
    tmp_path: Path,
    grade: Grade,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, str],
    words: str,
) -> None:
    monkeypatch.setattr(grader.crew, "pack", lambda assignment: replace(pack(assignment), **changes))
    hand_in(tmp_path / "class", 4)
    ran = grade("--cluster", dask_cluster.scheduler_address)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert times(tmp_path / "out") == {}


def test_what_hidden_tests_read_travels_with_the_course(own_course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of numbers beside a hidden test counts for the digest of the exam, so it has to be in the bundle."""
    (own_course / "autograder_tests" / "02_mean" / "numbers.csv").write_text("1,2,6\n")
    assignment = replace(ASSIGNMENT, root=own_course)
    assert pack(assignment).assignment().digest() == assignment.digest()


def test_two_threads_of_one_machine_unpack_the_course_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Dask's workers have a thread for each core, and all of them get their first chunk at the same time."""
    bundle = replace(pack(ASSIGNMENT), isolation="process", exam=replace(ASSIGNMENT, isolation="process").digest())
    both = threading.Barrier(2, timeout=0.5)
    original = grader.bundle.tempfile.mkdtemp  # type: ignore[attr-defined]

    def mkdtemp(**options: Any) -> str:
        try:
            both.wait()  # passes only if two threads are here at once
        except threading.BrokenBarrierError:
            pass
        return str(original(**options, dir=tmp_path))

    monkeypatch.setattr(grader.bundle.tempfile, "mkdtemp", mkdtemp)  # type: ignore[attr-defined]
    with ThreadPoolExecutor(2) as threads:
        found = {future.result() for future in [threads.submit(bundle.assignment) for _ in range(2)]}
    assert len(found) == 1
