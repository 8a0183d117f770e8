"""Many submissions: what one process or one accident does to the others."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from conftest import MINI

from grader.batch import grade_all
from grader.collect import collect
from grader.crew import Alone, default_jobs, open_crew
from grader.desk import Assignment
from grader.errors import GraderError
from grader.model import Result

ASSIGNMENT = Assignment(MINI, ("01_double", "02_mean"), b"key", "strict")


@pytest.fixture
def hand_ins(tmp_path: Path) -> Path:
    for number in range(6):
        folder = tmp_path / "class" / f"student{number}"
        folder.mkdir(parents=True)
        for lesson, module in (("01_double", "double"), ("02_mean", "mean")):
            shutil.copy(MINI / "solutions" / lesson / f"{module}.py", folder)
    return tmp_path / "class"


def grade_folder(folder: Path, jobs: int) -> dict[str, Result]:
    found = collect([folder], [exam.lesson for exam in ASSIGNMENT.exams()])
    with open_crew(ASSIGNMENT, jobs, None, len(found)) as crew:
        verdicts = [msgspec.json.decode(one.result, type=Result) for one in grade_all(found, ASSIGNMENT, crew)]
    return {result.student: result for result in verdicts}


def test_every_submission_is_graded_whatever_the_number_of_processes(hand_ins: Path) -> None:
    results = [grade_folder(hand_ins, jobs) for jobs in (1, 2, 99)]
    assert results[0] == results[1] == results[2]
    assert len(results[0]) == 6
    assert {result.score for result in results[0].values()} == {20}


def test_a_broken_course_is_noticed_before_anything_is_graded(tmp_path: Path) -> None:
    broken = Assignment(tmp_path, (), b"key", "strict")
    with pytest.raises(GraderError, match=r"course\.yml: no such file"):
        next(grade_all([], broken, Alone(broken)))


def test_an_accident_in_the_grader_leaves_one_submission_ungraded(
    hand_ins: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import grader.desk

    def grade(submission: object, *others: object) -> Result:
        if submission.student == "student3":  # type: ignore[attr-defined]
            raise RuntimeError("an accident")
        return original(submission, *others)  # type: ignore[arg-type]

    original = grader.desk.grade
    monkeypatch.setattr(grader.desk, "grade", grade)
    results = grade_folder(hand_ins, 2)
    assert {name for name, result in results.items() if result.status == "ungraded"} == {"student3"}
    assert "an accident" in capfd.readouterr().err
    assert [lesson.status for lesson in results["student3"].lessons] == ["ungraded", "ungraded"]


def test_notes_tell_the_instructor_of_a_public_key_and_of_missing_confinement() -> None:
    assert ASSIGNMENT.notes() == []
    weak = Assignment(MINI, (), b"downslope public default key", "process")
    assert ["public default key" in weak.notes()[0], "not confined" in weak.notes()[1]] == [True, True]


def test_there_is_one_grader_process_for_each_core() -> None:
    assert default_jobs() == len(os.sched_getaffinity(0))


IN_A_THREAD = (
    "import sys; from concurrent.futures import ThreadPoolExecutor; from grader.cli import app\n"
    "with ThreadPoolExecutor(1) as pool: pool.submit(lambda: app(sys.argv[1:])).result()"
)


@pytest.mark.parametrize("code", ["from grader.cli import main; main()", IN_A_THREAD], ids=["main", "thread pool"])
def test_killing_the_grader_leaves_no_process_behind(code: str, hand_ins: Path, tmp_path: Path) -> None:
    (hand_ins / "student0" / "double.py").write_text("while True: pass\n")
    (hand_ins / "student1" / "double.py").write_text("while True: pass\n")
    command = [sys.executable, "-c", code, "grade", str(hand_ins), "--jobs", "2"]
    command += ["--course", str(MINI), "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        family: set[int] = set()
        deadline = time.monotonic() + 20
        while len(family) < 6 and run.poll() is None and time.monotonic() < deadline:  # 2 graders, 2 zygotes, 2 workers
            family |= descendants(run.pid)
        handles = [handle for pid in family if (handle := open_process(pid)) is not None]
        run.send_signal(signal.SIGKILL)
    assert len(family) >= 6
    for handle in handles:
        ready, _, _ = select.select([handle], [], [], 10)
        os.close(handle)
        assert ready, "a process outlived the grader"


def descendants(pid: int) -> set[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for thread in threads for child in (thread / "children").read_text().split()]
    except OSError:
        return set()
    found = {int(child) for child in children}
    return found.union(*(descendants(child) for child in found))


def open_process(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None
