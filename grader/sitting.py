"""Sitting the exam: replay a paper to one submission and note what each check shows.

The bodies of a check's examples run side by side, each in its own greenlet, and stop at every call of the submission.
The calls that wait go out together as one round; the bodies never know.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from greenlet import getcurrent, greenlet

from grader.checks import Check
from grader.errors import (
    ExampleEnded,
    GraderError,
    Mismatch,
    NotAttempted,
    Refused,
    StudentError,
    WorkerLost,
)
from grader.exam import LessonExam, body_of
from grader.model import Evidence, Failure, Lesson, Outcome, Source
from grader.proxy import Submission
from grader.show import clean, shown
from grader.worker.client import Answer, Call, Worker
from grader.worker.nursery import Nursery


class Candidate:
    """One submission of one lesson, in a worker that is replaced when it is lost. Use as a context manager.

    `layers` are those that confined its workers.
    """

    def __init__(self, nursery: Nursery, lesson: Lesson, source: Source) -> None:
        self.layers: list[str] = []
        self._nursery, self._lesson, self._source = nursery, lesson, source
        self._worker: Worker | None = None
        self._spent = 0.0
        self.broken: ExampleEnded | None = None  # why the file itself cannot be loaded

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._drop()

    def round(self, calls: list[Call]) -> Iterator[Answer | ExampleEnded]:
        """`Worker.round`, in a fresh worker if the last one was lost."""
        if self._worker is None and self.broken is None:
            self._start()
        if self.broken is not None or self._worker is None:
            yield self.broken or WorkerLost("crashed", "could not be loaded again")
            return
        for answer in self._worker.round(calls):
            if isinstance(answer, WorkerLost):
                self._drop()
            yield answer

    def _start(self) -> None:
        if self._spent > self._lesson.limits.lesson_seconds:
            self.broken = WorkerLost("timeout", f"used up the {self._lesson.limits.lesson_seconds:g} s for this lesson")
            return
        self._worker = Worker(self._nursery, self._lesson.limits, self._spent)
        self.layers = self._worker.layers
        try:
            self._worker.load(self._lesson.module, self._source)
        except ExampleEnded as error:
            self.broken = error
            self._drop()

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._spent = self._worker.spent
            self._worker = None


def sit(exam: LessonExam, candidate: Candidate) -> list[Evidence]:
    """The evidence of every check of a lesson, in order. A check whose `needs` did not pass is not sat."""
    if candidate.broken is not None:
        return [_evidence(check, candidate.broken, None) for check in exam.checks]
    evidence: dict[str, Evidence] = {}
    for check in exam.checks:
        blocker = next((evidence[need] for need in check.needs if evidence[need].outcome != Outcome.PASSED), None)
        if blocker is None:
            evidence[check.id] = _sit_check(exam, check, candidate)
        elif blocker.outcome == Outcome.NOT_ATTEMPTED:
            evidence[check.id] = Evidence(check.id, Outcome.NOT_ATTEMPTED, blocker.failure)
        else:
            evidence[check.id] = Evidence(check.id, Outcome.SKIPPED, blocked_by=blocker.check)
    return list(evidence.values())


def _sit_check(exam: LessonExam, check: Check, candidate: Candidate) -> Evidence:
    if candidate.broken is not None:
        return _evidence(check, candidate.broken, None)
    submission = Submission(_ask)
    waiting: list[tuple[int, greenlet, Call]] = []
    first: tuple[int, BaseException] | None = None  # the first failing example; later ones no longer matter

    def resume(number: int, body: greenlet, answer: Answer | ExampleEnded | None) -> None:
        nonlocal first
        try:
            call = body.throw(answer) if isinstance(answer, ExampleEnded) else body.switch(answer)
        except GraderError:
            raise
        except Exception as error:  # the one place where a body's failure is caught: it becomes evidence
            first = (number, error)
        else:
            if not body.dead:
                waiting.append((number, body, call))

    body = body_of(check)
    for number, arguments in enumerate(exam.examples(check)):
        if first is None:
            resume(number, greenlet(_runner(body, submission, exam.reference, arguments)), None)
    while waiting:
        asked, waiting = waiting, []
        answers = candidate.round([call for _, _, call in asked])
        for (number, paused, _), answer in zip(asked, answers, strict=False):
            if first is None or number < first[0]:
                resume(number, paused, answer)
        waiting = [item for item in waiting if first is None or item[0] < first[0]]
    if first is None:
        return Evidence(check.id, Outcome.PASSED)
    counterexample = list(exam.examples(check))[first[0]]
    return _evidence(check, first[1], {name: shown(value) for name, value in counterexample.items()})


def _runner(body: Any, submission: Submission, reference: Any, arguments: dict[str, Any]) -> Any:
    def run(_: None) -> None:
        body(submission=submission, reference=reference, **arguments)

    return run


def _ask(call: Call) -> Answer:
    """Stop the body that is running until its call has been answered."""
    hub = getcurrent().parent
    assert hub is not None  # a body always runs in a greenlet of its own
    answer: Answer = hub.switch(call)
    return answer


def _evidence(check: Check, error: BaseException, counterexample: dict[str, str] | None) -> Evidence:
    outcome, failure = classify(error)
    if outcome == Outcome.FAULT:
        print(f"grader: fault in check {check.id}", file=sys.stderr)
        traceback.print_exception(error, file=sys.stderr)
    wanted = outcome not in (Outcome.NOT_ATTEMPTED, Outcome.FAULT)
    return Evidence(check.id, outcome, failure, (counterexample or None) if wanted else None)


def classify(error: BaseException) -> tuple[Outcome, Failure]:
    """What an exception in a test body means for the student, as data."""
    if isinstance(error, Mismatch):
        expected = None if error.expected is None else shown_or_text(error.expected)
        got = shown_or_text(error.got) if error.has_values else None
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
    return Outcome.FAULT, Failure(f"{type(error).__name__} in the exam itself")


def shown_or_text(value: object) -> str:
    """Words stay words; values are shown as a student would write them."""
    return clean(value) if isinstance(value, str) else shown(value)
