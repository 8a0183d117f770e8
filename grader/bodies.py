"""Running test bodies: one example's body in a greenlet that stops at every call of the submission.

A body is a function of the submission's answers: they decide its next call, and in the end its verdict. So what it did
after an answer is remembered, and in a class most answers need no body to run: they are, byte for byte, answers that
have been judged before. A step whose call hands out a function is never remembered, since the submission's calls of
that function matter too.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any

from greenlet import getcurrent, greenlet

from grader.checks import Check
from grader.errors import ExampleEnded, GraderError, Mismatch, NotAttempted, Refused, StudentError, WorkerLost
from grader.exam import LessonExam, body_of
from grader.model import Failure, Outcome
from grader.paper import decode_example
from grader.proxy import Submission
from grader.show import clean, shown
from grader.worker.calls import MAX_ANSWER, MAX_REMEMBERED, Answer, Call, Sealed

Verdict = tuple[Outcome, Failure]
PASSED: Verdict = (Outcome.PASSED, Failure())


class Step:
    """What a body does next: wait for the answer to a `call`, or end with a `verdict`."""

    __slots__ = ("call", "following", "verdict")

    def __init__(self, call: Call | None, verdict: Verdict | None) -> None:
        self.call, self.verdict = call, verdict
        self.following: dict[bytes, Step] = {}  # by answer

    @property
    def is_repeatable(self) -> bool:
        """Whether another sitting with the same answers may take this step without running the body."""
        return not self.call.functions if self.call is not None else self.verdict != _FAULT


class Body:
    """The body of one example, and the steps that it is known to take."""

    __slots__ = ("data", "exam", "first", "first_object", "objects", "test")

    def __init__(self, exam: LessonExam, check: Check, number: int, data: bytes) -> None:
        self.exam, self.data, self.test, self.objects = exam, data, body_of(check), check.objects
        self.first_object = number << 32  # each example numbers the worker's objects in a range of its own
        self.first: Step | None = None

    def arguments(self) -> dict[str, Any]:
        """Fresh arguments of this example, by name."""
        return decode_example(self.data, self.exam.registry)

    def start(self) -> greenlet:
        """A new run of the body, in a greenlet of its own; not yet begun."""
        submission, reference = Submission(_wait_for_answer, self.objects, self.first_object), self.exam.reference

        def run(_: None) -> None:
            self.test(submission=submission, reference=reference, **self.arguments())

        return greenlet(run)


class Play:
    """One example in one sitting. `step` is where it stands."""

    __slots__ = ("_body", "_live", "_unplayed", "step")

    def __init__(self, body: Body) -> None:
        self._body = body
        self._live: greenlet | None = None
        self._unplayed: list[Answer | Sealed] = []  # answers that led along known steps, which a live body has not seen
        self.step = body.first or self._run(None)
        if body.first is None and self.step.is_repeatable:
            body.first = self.step

    def answer(self, answer: Answer | Sealed | ExampleEnded) -> None:
        """Go on with the answer to the call that the body waits for."""
        known = self.step.following
        if isinstance(answer, ExampleEnded):
            self.step = self._run(answer)
        elif answer.raw in known:
            self.step = known[answer.raw]
            self._unplayed.append(answer)
        else:
            self.step = self._run(answer)
            if self.step.is_repeatable and len(known) < MAX_REMEMBERED and len(answer.raw) <= MAX_ANSWER:
                known[answer.raw] = self.step

    def _run(self, answer: Answer | Sealed | ExampleEnded | None) -> Step:
        """Run the body itself to its next call or its end, after what it has missed."""
        if self._live is None:
            self._live = self._body.start()
            if answer is None:
                return self._resume(None)
            self._resume(None)
        for missed in self._unplayed:
            self._resume(missed)
        self._unplayed.clear()
        return self._resume(answer)

    def _resume(self, answer: Answer | Sealed | ExampleEnded | None) -> Step:
        assert self._live is not None
        try:
            if isinstance(answer, ExampleEnded):
                call = self._live.throw(answer)
            else:
                call = self._live.switch(answer and answer.opened())
        except GraderError:
            raise
        except Exception as error:  # the one place where a body's failure is caught: it becomes a verdict
            return Step(None, judge(error, answered=answer is not None))
        return Step(None, PASSED) if self._live.dead else Step(call, None)


def bodies(exam: LessonExam, check: Check) -> list[Body]:
    """The bodies of a check's examples, in the order of the paper; the same ones for every sitting."""
    known: list[Body] | None = exam.memory.get(check.id)
    if known is None:
        known = exam.memory[check.id] = [
            Body(exam, check, number, data) for number, data in enumerate(exam.paper.examples[check.id])
        ]
    return known


def judge(error: BaseException, answered: bool = False) -> Verdict:
    """What an exception in a test body means for the student, as data.

    Every body has passed with the reference's answers. So one that fails by itself after the submission has `answered`
    tripped over that answer, such as a text where a number was asked for. Before that, it is the exam's fault.
    """
    if isinstance(error, Mismatch):
        expected = None if error.expected is None else _in_words(error.expected)
        got = _in_words(error.got) if error.has_values else None
        return Outcome.FAILED, Failure(error.note, error.where, expected, got)
    if isinstance(error, StudentError):
        text = f"{error.kind}: {error.text}" if error.text else error.kind
        return Outcome.ERROR, Failure(clean(text), line=error.line, cell=error.cell)
    if isinstance(error, NotAttempted):
        return Outcome.NOT_ATTEMPTED, Failure(str(error))
    if isinstance(error, Refused):
        return Outcome.FAILED, Failure("the answer must be plain numbers and arrays", got=clean(error.text))
    if isinstance(error, WorkerLost):
        return Outcome(error.outcome), Failure(error.text)
    if isinstance(error, AssertionError):
        return Outcome.FAILED, Failure("the property does not hold")
    if answered:
        return Outcome.FAILED, Failure("the answer is not of the kind that is asked for")
    print("grader: a hidden test itself failed:", file=sys.stderr)
    traceback.print_exception(error, file=sys.stderr)
    return _FAULT


_FAULT: Verdict = (Outcome.FAULT, Failure("a hidden test itself failed"))


def _in_words(value: object) -> str:
    """Words stay words; values are shown as a student would write them."""
    return clean(value) if isinstance(value, str) else shown(value)


def _wait_for_answer(call: Call) -> Answer:
    """Stop the body that is running until its call has been answered."""
    hub = getcurrent().parent
    assert hub is not None  # a body always runs in a greenlet of its own
    answer: Answer = hub.switch(call)
    return answer
