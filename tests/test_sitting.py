"""Sitting an exam: which example counts, what blocks what, and that remembered steps change no verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader import wire
from grader.bodies import Play, bodies
from grader.checks import Check
from grader.errors import StudentError
from grader.exam import LessonExam, set_exam
from grader.model import Course, Evidence, Lesson, Outcome, Source
from grader.sitting import Candidate, sit
from grader.worker.calls import Answer, Call
from grader.worker.nursery import Nursery

TESTS = '''
from hypothesis import example, given, strategies as st
from grader.checks import Recorded, check, close, holds

@check(points=4, hint="h", at_least=5, examples=5)
@given(x=st.integers(3, 1000))
@example(x=0)
@example(x=1)
@example(x=2)
def test_first(submission, reference, x):
    """first"""
    close(submission.f(x), 2 * x)

@check(points=3, hint="h", needs=[test_first], at_least=1, examples=3)
@given(x=st.integers(0, 9))
def test_second(submission, reference, x):
    """second"""
    for step in range(3):
        x = reference.f(x)
        close(submission.f(x), 2 * x)

@check(points=2, hint="h", at_least=1, examples=3)
@given(x=st.integers(0, 9))
def test_called_once(submission, reference, x):
    """calls what it is given once"""
    seen = Recorded(lambda y: 7.0)
    answer = submission.g(seen, x)
    holds(len(seen.calls) == 1, "calls", expected=1, got=len(seen.calls))
    close(answer, 7.0)

@check(points=1, hint="h", needs=[test_second])
def test_third(submission, reference):
    """third"""
    close(submission.f(1), 2)
'''
REFERENCE = "def f(x): return 2 * x\ndef g(h, x): return h(1.0)\n"


@pytest.fixture
def exam(tmp_path: Path) -> LessonExam:
    (tmp_path / "autograder_tests" / "01_f").mkdir(parents=True)
    (tmp_path / "autograder_tests" / "01_f" / "test_hidden_f.py").write_text(TESTS)
    (tmp_path / "solutions" / "01_f").mkdir(parents=True)
    (tmp_path / "solutions" / "01_f" / "f.py").write_text(REFERENCE)
    lesson = Lesson("01_f", "F", "f")
    lesson = msgspec.structs.replace(lesson, limits=msgspec.structs.replace(lesson.limits, call_seconds=0.3))
    course = Course("c", "C", "1", "full", (lesson,), tmp_path)
    return set_exam(course, [lesson], b"key", tmp_path / "cache")[0]


@pytest.fixture
def sat(exam: LessonExam, nursery: Nursery) -> Callable[[str], dict[str, Evidence]]:
    def one(code: str) -> dict[str, Evidence]:
        with Candidate(nursery, exam.lesson, Source("f.py", (code,), False, "")) as candidate:
            return {item.check: item for item in sit(exam, candidate)}

    return one


def test_the_reference_passes(sat: Callable[[str], dict[str, Evidence]]) -> None:
    assert {item.outcome for item in sat(REFERENCE).values()} == {Outcome.PASSED}


def test_the_counterexample_is_the_first_failing_example_of_the_paper(
    sat: Callable[[str], dict[str, Evidence]],
) -> None:
    evidence = sat("def f(x): return 2 * x if x < 2 else 0\n")["first"]
    assert evidence.outcome == Outcome.FAILED
    assert evidence.counterexample == {"x": "2"}
    assert evidence.failure is not None
    assert (evidence.failure.expected, evidence.failure.got) == ("4", "0")


def test_an_earlier_failure_counts_more_than_a_later_loop(sat: Callable[[str], dict[str, Evidence]]) -> None:
    evidence = sat("def f(x):\n    while x > 1: pass\n    return 2 if x == 0 else 2 * x\n")["first"]
    assert (evidence.outcome, evidence.counterexample) == (Outcome.FAILED, {"x": "0"})


def test_a_loop_costs_its_example_and_the_next_check_goes_on(sat: Callable[[str], dict[str, Evidence]]) -> None:
    evidence = sat("def f(x):\n    while True: pass\n" + REFERENCE.splitlines()[1])
    assert evidence["first"].outcome == Outcome.TIMEOUT
    assert evidence["called_once"].outcome == Outcome.PASSED


def test_a_blocked_check_is_skipped_and_names_its_blocker_all_the_way(
    sat: Callable[[str], dict[str, Evidence]],
) -> None:
    evidence = sat("def f(x): return 0\n")
    assert (evidence["second"].outcome, evidence["second"].blocked_by) == (Outcome.SKIPPED, "first")
    assert (evidence["third"].outcome, evidence["third"].blocked_by) == (Outcome.SKIPPED, "second")
    assert evidence["called_once"].outcome == Outcome.NOT_ATTEMPTED


def test_verdicts_do_not_depend_on_who_was_graded_before(
    exam: LessonExam, sat: Callable[[str], dict[str, Evidence]]
) -> None:
    codes = [
        REFERENCE,
        "def f(x): return 2.0 * x\ndef g(h, x): return h(1.0) + 0 * h(2.0)\n",
        "def f(x): return 2 * x if x < 40 else 0\ndef g(h, x): return 7.0\n",
        "def f(x): return x + x\ndef g(h, x): return h(x)\n",
        "def f(x): return -x\n",
    ]
    alone = []
    for code in codes:
        exam.memory.clear()
        alone.append(sat(code))
    for _ in range(2):
        assert [sat(code) for code in codes] == alone
        assert [sat(code) for code in reversed(codes)] == alone[::-1]


def argument(call: Call) -> int:
    """The one argument of a call, read back from its bytes."""
    _, _, (value,), _ = wire.decode(*call.encoded)
    return int(value)


def test_a_known_answer_runs_no_body(exam: LessonExam, monkeypatch: pytest.MonkeyPatch) -> None:
    (body, *_) = bodies(exam, exam.checks[1])
    answers: list[Answer] = []
    play = Play(body)
    while play.step.call is not None:
        answers.append(Answer(2 * argument(play.step.call), raw=play.step.call.encoded[0]))
        play.answer(answers[-1])
    assert len(answers) == 3
    monkeypatch.setattr(type(body), "start", lambda self: pytest.fail("the body was run again"))
    again = Play(body)
    for answer in answers:
        again.answer(answer)
    assert again.step.verdict == play.step.verdict


def test_an_unknown_answer_after_known_ones_runs_the_body_from_the_start(exam: LessonExam) -> None:
    (body, *_) = bodies(exam, exam.checks[1])
    for last in (0, 1):
        play = Play(body)
        for number in range(3):
            assert play.step.call is not None
            right = 2 * argument(play.step.call)
            value = right if number < 2 or last == 0 else right + 1
            play.answer(Answer(value, raw=str((number, value)).encode()))
        assert play.step.verdict is not None
        assert play.step.verdict[0] == (Outcome.PASSED if last == 0 else Outcome.FAILED)


def test_a_student_error_in_the_middle_of_a_body_is_an_error(exam: LessonExam) -> None:
    (body, *_) = bodies(exam, exam.checks[1])
    play = Play(body)
    play.answer(StudentError("ValueError", "no", 3))
    assert play.step.verdict is not None
    assert play.step.verdict[0] == Outcome.ERROR


def test_what_is_remembered_is_bounded(exam: LessonExam) -> None:
    (body, *_) = bodies(exam, exam.checks[0])
    for number in range(100):
        Play(body).answer(Answer(number, raw=str(number).encode()))
    assert body.first is not None
    assert len(body.first.following) <= 8


def test_checks_carry_what_the_author_wrote(exam: LessonExam) -> None:
    assert [(check.id, check.points, check.needs) for check in exam.checks] == [
        ("first", 4, ()),
        ("second", 3, ("first",)),
        ("called_once", 2, ()),
        ("third", 1, ("second",)),
    ]
    assert all(isinstance(check, Check) for check in exam.checks)
