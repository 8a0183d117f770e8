"""Sitting the exam: replay a paper to one submission and note what each check shows.

The bodies of a check's examples are played side by side; the calls at which they wait go out together as one round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from grader.bodies import PASSED, Body, Play, Verdict, bodies, judge
from grader.checks import Check
from grader.errors import ExampleEnded, WorkerLost
from grader.exam import LessonExam
from grader.model import Evidence, Lesson, Outcome, Source
from grader.show import shown
from grader.worker.calls import Answer, Call, Sealed
from grader.worker.client import MAX_RECEIVED, Worker, answered_too_much
from grader.worker.nursery import Nursery

_FIRST = 2  # examples of a check that are played before all others


class Candidate:
    """One submission of one lesson, in a worker that is replaced when it is lost. Use as a context manager.

    `layers` are those that confined its workers; `output` is what it printed in workers that were not lost, whose
    output could end anywhere; `spent` are the CPU seconds that it has used. `broken` is why it cannot be called (any
    more). If it is to begin `afresh`, its file is run again before each check.
    """

    def __init__(self, nursery: Nursery, lesson: Lesson, source: Source, afresh: bool = False) -> None:
        self.layers: list[str] = []
        self.output = ""
        self.spent = 0.0
        self.broken: ExampleEnded | None = None
        self._nursery, self._lesson, self._source = nursery, lesson, source
        self._afresh = afresh
        self._worker: Worker | None = None
        self._received = 0
        self._check_until = lesson.limits.check_seconds
        self._may_sleep = True  # a busy machine is forgiven once: then a call that did not compute is made again

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._drop(lost=False)

    def begin_check(self) -> None:
        """From here on, the time of a new check counts."""
        used = self._worker.clock.used() if self._worker is not None else self.spent
        self._check_until = used + self._lesson.limits.check_seconds
        if self._worker is not None:
            self._worker.clock.check_until = self._check_until
            try:
                if self._afresh:
                    self._worker.reload()
                else:
                    self._worker.forget()
            except WorkerLost:
                self._drop(lost=True)

    def round(self, calls: list[Call]) -> Iterator[Answer | Sealed | ExampleEnded]:
        """`Worker.round`, in a fresh worker if the last one was lost."""
        made = 0
        while made < len(calls):
            if self._worker is None and self.broken is None:
                self._start()
            if self.broken is not None or self._worker is None:
                yield self.broken or WorkerLost("crashed", "could not be loaded again")
                return
            for answer in self._worker.round(calls[made:]):
                if isinstance(answer, WorkerLost):
                    self._drop(lost=True)
                    if answer.slept and self._may_sleep:
                        self._may_sleep = False
                        break  # and make this call again
                    self.spent += answer.slept
                    yield answer
                    return
                made += 1
                yield answer

    def _start(self) -> None:
        limits = self._lesson.limits
        if self.spent >= limits.lesson_seconds:
            what = f"the {limits.lesson_seconds:g} s for this lesson" if limits.lesson_seconds else "all the time"
            self.broken = WorkerLost("timeout", f"used up {what}")
            return
        if self._received > MAX_RECEIVED:
            self.broken = answered_too_much()
            return
        self._worker = Worker(self._nursery, limits, self.spent, self._received)
        self._worker.clock.check_until = self._check_until
        self.layers = self._worker.layers
        try:
            self._worker.load(self._lesson.module, self._source)
        except ExampleEnded as error:
            self.broken = error
            self._drop(lost=isinstance(error, WorkerLost))

    def _drop(self, lost: bool) -> None:
        """Close the worker and note what it has used."""
        if self._worker is not None:
            self._worker.close()
            self.spent, self._received = self._worker.spent, self._worker.received
            if not lost:
                self.output += self._worker.output
            self._worker = None


def sit(exam: LessonExam, candidate: Candidate) -> list[Evidence]:
    """The evidence of every check of a lesson, in order. A check whose `needs` did not pass is not sat."""
    if candidate.broken is not None:
        return [_evidence(check, judge(candidate.broken)) for check in exam.checks]
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
    """Play the examples until each has ended or one that comes first has failed; the first two, which show most
    mistakes, before all others."""
    if candidate.broken is not None:
        return _evidence(check, judge(candidate.broken))
    candidate.begin_check()
    examples = bodies(exam, check)
    numbered = list(enumerate(examples))
    failed = _first_failing(numbered[:_FIRST], candidate) or _first_failing(numbered[_FIRST:], candidate)
    if failed is None:
        return Evidence(check.id, Outcome.PASSED)
    number, verdict = failed
    arguments = examples[number].arguments()
    return _evidence(check, verdict, {name: shown(value) for name, value in arguments.items()})


def _first_failing(examples: Sequence[tuple[int, Body]], candidate: Candidate) -> tuple[int, Verdict] | None:
    """The first of these examples that fails, if one does. All calls at which bodies wait go out together."""
    waiting: list[tuple[int, Play]] = []
    failed: tuple[int, Verdict] | None = None  # the first so far; those behind it no longer matter

    def place(number: int, play: Play) -> None:
        nonlocal failed
        if play.step.verdict is None:
            waiting.append((number, play))
        elif play.step.verdict != PASSED:
            failed = (number, play.step.verdict)

    for number, body in examples:
        if failed is None:
            place(number, Play(body))
    while waiting:
        asked, waiting = waiting, []
        answers = candidate.round([play.step.call for _, play in asked if play.step.call is not None])
        for (number, play), answer in zip(asked, answers, strict=False):
            if failed is None or number < failed[0]:
                play.answer(answer)
                place(number, play)
        waiting = [item for item in waiting if failed is None or item[0] < failed[0]]
    return failed


class Played(NamedTuple):
    """One example, played to its end: what each call was answered with, how many rows its data had, the verdict."""

    answers: list[Answer | Sealed | ExampleEnded]
    rows: list[int]
    verdict: Verdict


def play_all(exam: LessonExam, check: Check, candidate: Candidate) -> list[Played] | None:
    """Every example of a check to its end, also those behind one that failed. None if a worker was lost on the way."""
    if candidate.broken is not None:
        return None
    candidate.begin_check()
    plays = [Play(body) for body in bodies(exam, check)]
    answers: list[list[Answer | Sealed | ExampleEnded]] = [[] for _ in plays]
    rows: list[list[int]] = [[] for _ in plays]
    while waiting := [(number, play) for number, play in enumerate(plays) if play.step.verdict is None]:
        calls = [play.step.call for _, play in waiting if play.step.call is not None]
        for (number, play), call, answer in zip(waiting, calls, candidate.round(calls), strict=False):
            if isinstance(answer, WorkerLost):
                return None
            answers[number].append(answer)
            rows[number].append(call.rows)
            play.answer(answer)
    return [
        Played(answers[number], rows[number], play.step.verdict)
        for number, play in enumerate(plays)
        if play.step.verdict is not None
    ]


def _evidence(check: Check, verdict: Verdict, counterexample: dict[str, str] | None = None) -> Evidence:
    outcome, failure = verdict
    wanted = outcome not in (Outcome.NOT_ATTEMPTED, Outcome.FAULT)
    return Evidence(check.id, outcome, failure, (counterexample or None) if wanted else None)
