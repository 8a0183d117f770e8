"""Time, memory and output: what a call, a check, a lesson and a submission may use, and what happens beyond."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from conftest import MINI

from grader.exam import LessonExam, set_exam
from grader.grade import grade
from grader.model import Course, Intake, LessonResult, Limits, Outcome, Source, Submission
from grader.sitting import Candidate
from grader.worker.calls import Answer, Call
from grader.worker.nursery import Nursery

SMALL = Limits(call_seconds=0.3, check_seconds=1.0, lesson_seconds=2.0, wall_factor=3, output_kb=1)


@pytest.fixture(scope="module")
def exams(mini_course: Course, tmp_path_factory: pytest.TempPathFactory) -> list[LessonExam]:
    found = set_exam(mini_course, mini_course.lessons, b"budgets", tmp_path_factory.mktemp("papers"))
    return [msgspec.structs.replace(exam, lesson=msgspec.structs.replace(exam.lesson, limits=SMALL)) for exam in found]


@pytest.fixture
def candidate(nursery: Nursery, exams: list[LessonExam]) -> Callable[..., Candidate]:
    def one(code: str, **limits: float) -> Candidate:
        own = msgspec.structs.replace(SMALL, **limits)
        lesson = msgspec.structs.replace(exams[0].lesson, limits=own)
        return Candidate(nursery, lesson, Source("double.py", (code,), False, ""))

    return one


@pytest.fixture
def graded(nursery: Nursery, mini_course: Course, exams: list[LessonExam]) -> Callable[..., list[LessonResult]]:
    def one(intake: Intake | None = None, **code: str) -> list[LessonResult]:
        sources = {
            exam.lesson.id: Source(f"{exam.lesson.module}.py", (code[exam.lesson.module],), False, "")
            for exam in exams
            if exam.lesson.module in code
        }
        course = msgspec.structs.replace(mini_course, intake=intake or Intake())
        return grade(Submission("ada", sources), course, exams, nursery).lessons

    return one


def reference(module: str) -> str:
    (path,) = (MINI / "solutions").glob(f"*/{module}.py")
    return path.read_text(encoding="utf-8")


def asked(candidate: Candidate, *calls: Call) -> list[object]:
    return [answer.value if isinstance(answer, Answer) else str(answer) for answer in candidate.round(list(calls))]


BUSY = "import time\ndef busy(seconds):\n    end = time.process_time() + seconds\n"
BUSY += "    while time.process_time() < end: pass\n    return seconds\n"


def test_one_call_may_use_its_own_time_again_and_again(candidate: Callable[..., Candidate]) -> None:
    with candidate(BUSY) as one:
        assert asked(one, *[Call("busy", (0.15,))] * 4) == [0.15] * 4


def test_many_calls_of_one_check_share_its_time(candidate: Callable[..., Candidate]) -> None:
    with candidate(BUSY, lesson_seconds=9.0, check_seconds=0.5) as one:
        one.begin_check()
        first = asked(one, *[Call("busy", (0.2,))] * 9)
        assert first[-1] == "used up the 0.5 s for this check"
        assert len(first) <= 4
        one.begin_check()
        assert asked(one, Call("busy", (0.1,))) == [0.1]


def test_after_a_lost_worker_the_lessons_time_goes_on_counting(candidate: Callable[..., Candidate]) -> None:
    with candidate(BUSY, check_seconds=9.0) as one:
        answers = [asked(one, Call("busy", (9.0,)))[0] for _ in range(8)]
    assert answers[0] == "took more than 0.3 s for one call"
    assert answers[-1] == "used up the 2 s for this lesson"


def test_a_call_that_sleeps_is_made_again_once_and_then_counts(candidate: Callable[..., Candidate]) -> None:
    code = "import time\ndef nap():\n    time.sleep(60)\ndef quick():\n    return 1\n"
    with candidate(code, lesson_seconds=9.0) as one:
        assert asked(one, Call("quick"), Call("nap"), Call("quick")) == [1, "did not answer for 0.9 s"]
        assert 0.9 <= one.spent < 1.8  # the first nap was forgiven
        assert asked(one, Call("nap")) == ["did not answer for 0.9 s"]
        assert one.spent >= 1.8


def test_memory_beyond_the_cap_has_an_outcome_of_its_own(graded: Callable[..., list[LessonResult]]) -> None:
    code = "def double(x):\n    return len([0] * 10**10)\n"
    result = graded(double=code)[0]
    assert result.checks[0].outcome == Outcome.MEMORY
    assert result.checks[0].message == "Your code used more than 1024 MiB of memory."


def test_the_answers_to_a_lesson_are_bounded_all_together(candidate: Callable[..., Candidate]) -> None:
    code = "import numpy as np\ndef big():\n    return np.zeros(1_900_000)\ndef small():\n    return 1\n"
    with candidate(code, lesson_seconds=9.0) as one:
        answers = asked(one, *[Call("big")] * 9)
        assert len(answers) == 5
        assert answers[-1] == "answered with more than 64 MiB in this lesson"
        assert asked(one, Call("small")) == ["answered with more than 64 MiB in this lesson"]


def test_functions_of_the_exams_are_not_a_way_to_keep_the_grader_busy(candidate: Callable[..., Candidate]) -> None:
    def slow(x: float) -> float:
        return float(sum(range(200_000)))

    code = "def f(g):\n    for _ in range(9_000): g(1.0)\n"
    with candidate(code, lesson_seconds=9.0, wall_factor=60.0) as one:
        assert asked(one, Call("f", (slow,))) == ["made the functions that it was given compute for too long"]


def test_the_submissions_time_is_shared_by_its_lessons(graded: Callable[..., list[LessonResult]]) -> None:
    first, second = graded(Intake(submission_seconds=0.2), double="while True: pass\n", mean=reference("mean"))
    assert {check.outcome for check in first.checks} == {Outcome.TIMEOUT}
    assert {check.outcome for check in second.checks} == {Outcome.TIMEOUT}
    assert "used up all the time" in str(second.checks[0].message)


def test_an_endless_loop_in_one_function_leaves_the_others_their_points(
    graded: Callable[..., list[LessonResult]],
) -> None:
    code = reference("double").replace("def double(x):", "def double(x):\n    while True: pass\n", 1)
    result = graded(double=code)[0]
    outcomes = {check.outcome for check in result.checks}
    assert Outcome.TIMEOUT in outcomes
    assert Outcome.PASSED in outcomes
    assert 0 < result.score < result.max_score


def test_output_is_kept_up_to_the_cap_and_never_stops_the_code(graded: Callable[..., list[LessonResult]]) -> None:
    code = "import sys\nprint('first line')\nprint('\\x1b[31mred', file=sys.stderr)\n"
    code += "for n in range(10_000):\n    print('x' * 100)\n" + reference("double")
    result = graded(double=code)[0]
    assert result.score == result.max_score
    assert result.output is not None
    assert result.output.splitlines()[:3] == ["first line", "?[31mred", "x" * 100]
    assert len(result.output) <= 1024


def test_writing_past_the_cap_behind_pythons_back_is_the_codes_own_mistake(
    graded: Callable[..., list[LessonResult]],
) -> None:
    code = "import os\nos.write(1, b'x' * 100_000)\nos.write(1, b'y')\n" + reference("double")
    assert {check.outcome for check in graded(double=code)[0].checks} == {Outcome.ERROR}


def test_nothing_printed_is_no_output(graded: Callable[..., list[LessonResult]]) -> None:
    assert graded(double=reference("double"))[0].output is None


def test_output_of_a_stopped_worker_is_left_out_since_its_end_is_chance(
    graded: Callable[..., list[LessonResult]],
) -> None:
    assert graded(double="print('here')\nwhile True: pass\n")[0].output is None


def test_paths_of_this_machine_are_not_in_the_output(graded: Callable[..., list[LessonResult]], tmp_path: Path) -> None:
    code = f"print({str(tmp_path)!r}, object())\n" + reference("double")
    output = graded(double=code)[0].output
    assert output is not None
    assert str(tmp_path.parent) not in output
    assert "0x..." in output
