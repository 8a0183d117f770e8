"""Objects that stay in the worker: called, asked, computed with and passed back, as if they were here."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import numpy as np
import pytest

from grader.checks import close, number, unchanged
from grader.errors import ExampleEnded, Mismatch, NotAttempted, Refused, StudentError
from grader.exam import set_exam
from grader.model import Course, Lesson, Limits, Outcome, Source
from grader.proxy import Handle, LocalSubmission, Submission, observed, repeated
from grader.sitting import Candidate, sit
from grader.worker.calls import Answer, Call
from grader.worker.nursery import Nursery

VALUE = """
import numpy as np

class Value:
    def __init__(self, data):
        self.data = data
        self.children = []
        self._secret = 1

    def __add__(self, other):
        return Value(self.data + (other.data if isinstance(other, Value) else other))

    def __radd__(self, other):
        return Value(other + self.data)

    def __rsub__(self, other):
        return Value(other - self.data)

    def __matmul__(self, other):
        return Value(100 * self.data + other.data)

    def __neg__(self):
        return Value(-self.data)

    def __pow__(self, power):
        return Value(self.data ** power)

    def scaled(self, factor, offset=0.0):
        return Value(self.data * factor)

    def grow(self):
        self.data += 1

    def fill(self, values, factor):
        values *= factor
        self.data += 1
        return values.sum()

    def unfinished(self):
        raise NotImplementedError

    def __call__(self, x):
        return self.data * x

    def __eq__(self, other):
        return True

def total(a, b):
    return a.data + b.data

def swap(a):
    return a
"""


@contextmanager
def loaded(nursery: Nursery, code: str = VALUE) -> Iterator[Submission]:
    lesson = Lesson("01_value", "V", "value", limits=Limits(call_seconds=0.5, lesson_seconds=3))
    with Candidate(nursery, lesson, Source("value.py", (code,), False, "")) as candidate:

        def ask(call: Call) -> Answer:
            (answer,) = candidate.round([call])
            if isinstance(answer, ExampleEnded):
                raise answer
            return answer

        yield Submission(ask, objects=True)


def test_an_object_is_a_handle_with_readable_attributes(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        value = submission.Value(2.5)
        assert isinstance(value, Handle)
        assert value.data == 2.5
        assert value.children == []
        assert repr(value) == "<a value of type value.Value>"


def test_methods_and_calls_go_to_the_object_itself(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        value = submission.Value(2.0)
        assert value.scaled(3.0).data == 6.0
        assert value(np.array([1.0, 2.0])).tolist() == [2.0, 4.0]
        value.grow()
        assert value.data == 3.0


def test_operators_work_on_either_side_and_between_handles(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        a, b = submission.Value(2.0), submission.Value(5.0)
        assert (a + b).data == 7.0
        assert (a + 1).data == 3.0
        assert (1 + a).data == 3.0
        assert (10 - a).data == 8.0
        assert (-a).data == -2.0
        assert (a**3).data == 8.0
        assert (a @ b).data == 205.0


def test_an_operator_is_repeated_in_a_single_call(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        asked: list[Call] = []
        ask = submission._ask
        submission._ask = lambda call: asked.append(call) or ask(call)  # type: ignore[func-returns-value]
        a, b = submission.Value(2.0), submission.Value(5.0)
        one, two = repeated(operator.add, a, b, 3000), repeated(operator.add, a, 0.5, 4)
        assert len(asked) == 4
        assert (one.data, two.data, a.data) == (15_002.0, 4.0, 2.0)
        assert repeated(operator.add, a, b, 1).data == 7.0
        assert repeated(operator.add, 2.0, 5.0, 3000) == 15_002.0  # what is no handle is computed here
        with pytest.raises(StudentError, match="TypeError"):
            repeated(operator.mul, a, b, 2)


def test_a_handle_can_be_an_argument_and_come_back(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        a, b = submission.Value(2.0), submission.Value(5.0)
        assert submission.total(a, b) == 7.0
        same = submission.swap(a)
        a.grow()
        assert same.data == 3.0


def test_private_attributes_and_equality_are_not_forwarded(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        value = submission.Value(2.0)
        with pytest.raises(AttributeError):
            _ = value._secret
        with pytest.raises(TypeError):
            float(value)  # type: ignore[arg-type]
        assert (value == 2.0) is False
        assert value != submission.Value(2.0)


def test_what_an_object_raises_is_the_students_error(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        value = submission.Value(2.0)
        with pytest.raises(StudentError, match=r"AttributeError.*nothing"):
            _ = value.nothing
        with pytest.raises(StudentError, match="TypeError"):
            _ = value * 2
        with pytest.raises(NotAttempted, match="This method is not written yet"):
            value.unfinished()


def test_a_methods_arguments_can_be_observed(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        value, given = submission.Value(1.0), np.array([1.0, 2.0])
        answer, after = observed(value.fill, given, 3.0)
        assert answer == 9.0
        assert value.data == 2.0
        with pytest.raises(Mismatch, match="argument 1 was changed"):
            unchanged(after, [given, 3.0])
        answer, after = observed(value.scaled, 2.0)
        assert isinstance(answer, Handle)
        assert after is None  # an object came back, and then nothing is reported
        with pytest.raises(StudentError, match="TypeError"):
            observed(value.fill, "text", None)


def test_a_handle_is_no_number_and_no_array(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        for wanted in (2.0, np.array([2.0])):
            with pytest.raises(Mismatch, match=r"a value of type value\.Value"):
                close(submission.Value(2.0), wanted)
        with pytest.raises(Mismatch):
            number(submission.Value(2.0))


def test_an_object_is_lost_with_its_process_and_says_so(nursery: Nursery) -> None:
    code = VALUE + "\ndef loop():\n    while True: pass\n"
    with loaded(nursery, code) as submission:
        value = submission.Value(1.0)
        with pytest.raises(ExampleEnded, match=r"more than 0\.5 s"):
            submission.loop()
        with pytest.raises(StudentError, match="an object was lost"):
            _ = value.data
        assert submission.Value(4.0).data == 4.0


def test_the_worker_keeps_a_bounded_number_of_objects(nursery: Nursery) -> None:
    with loaded(nursery) as submission:
        first = submission.Value(1.0)
        for _ in range(10_000):
            last = submission.swap(first)
        assert last.data == 1.0
        with pytest.raises(StudentError, match="an object was lost"):
            _ = first.data


TESTS = '''
from hypothesis import given, strategies as st
from grader.checks import check, close

@check(points=10, hint="h", at_least=5, examples=30, objects=True)
@given(x=st.floats(-5, 5), y=st.floats(-5, 5))
def test_adds(submission, reference, x, y):
    """adds"""
    a, b = submission.Value(x), submission.Value(y)
    close((a + b + 1).data, x + y + 1)
    close(submission.total(a, b), x + y)
'''


@pytest.fixture
def outcome(nursery: Nursery, tmp_path: Path) -> Callable[[str], Outcome]:
    for folder, name, text in [("autograder_tests", "test_hidden_value", TESTS), ("solutions", "value", VALUE)]:
        (tmp_path / folder / "01_value").mkdir(parents=True)
        (tmp_path / folder / "01_value" / f"{name}.py").write_text(text)
    lesson = Lesson("01_value", "V", "value")
    course = Course("c", "C", "1", "full", (lesson,), tmp_path)
    (exam,) = set_exam(course, [lesson], b"key", tmp_path / "cache")

    def one(code: str) -> Outcome:
        with Candidate(nursery, lesson, Source("value.py", (code,), False, "")) as candidate:
            (evidence,) = sit(exam, candidate)
        return evidence.outcome

    return one


def test_objects_of_many_examples_live_side_by_side_in_a_sitting(outcome: Callable[[str], Outcome]) -> None:
    wrong = VALUE.replace("return Value(self.data + (", "return Value(self.data - (")
    shared = VALUE.replace("        self.data = data", "        Value.data = data", 1)
    for _ in range(2):  # the second time, known answers run no body
        assert outcome(VALUE) == Outcome.PASSED
        assert outcome(wrong) == Outcome.FAILED
        assert outcome(shared) == Outcome.FAILED


def test_a_reference_with_classes_is_itself(tmp_path: Path) -> None:
    module = type(np)("value")
    exec(VALUE, vars(module))
    submission = LocalSubmission(module)
    assert (submission.Value(1.0) + 2).data == 3.0
    given = np.ones(2)
    answer, after = observed(submission.Value(1.0).fill, given, 3.0)
    assert (answer, given.tolist(), after[0].tolist()) == (6.0, [1.0, 1.0], [3.0, 3.0])  # type: ignore[index]
    assert msgspec.json.encode(submission.total(submission.Value(1.0), submission.Value(2.0))) == b"3.0"


def test_a_check_that_does_not_ask_for_objects_gets_none(nursery: Nursery) -> None:
    """Else a submission could do a test's arithmetic in the test's place."""
    with loaded(nursery) as submission:
        plain = Submission(submission._ask)
        with pytest.raises(Refused, match=r"a value of type value\.Value"):
            _ = plain.Value(0.0) + 1
