"""Grading many submissions: chunks go out to a crew, verdicts come back as they are finished.

A grader that dies costs nobody a verdict: what it had in hand is graded again. What is done with a verdict is not
known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import NamedTuple

import msgspec

from grader.crew import Crew
from grader.desk import Assignment, Graded, ungraded
from grader.model import Submission
from grader.worker.portable import require_possible

AHEAD = 2  # chunks for each grader, so that none waits for its next one
CHUNK = 16  # submissions at most: what is lost with a grader, and what a Dask task is worth sending for
TRIES = 3  # graders that one submission may cost before it is left ungraded
_LOOK_SECONDS = 30.0


class Verdict(NamedTuple):
    """A submission, the JSON of its `Result`, and the seconds that it took."""

    submission: Submission
    result: bytes
    seconds: float


def grade_all(
    submissions: Iterable[Submission], assignment: Assignment, crew: Crew, expected: int | None = None
) -> Iterator[Verdict]:
    """Grade every submission; verdicts come in the order in which they are finished.

    `submissions` are taken only as they are needed, so memory does not grow with their number; `expected` is about how
    many there will be. Of those that were in hand when a grader died, each is graded again alone; one that has cost
    `TRIES` graders is left ungraded. Before anything is graded, an isolation that this system never has raises
    `IsolationError`, and the exam is set, so that a broken course raises `CourseError`.
    """
    require_possible(assignment.isolation)
    assignment.exams()
    source = iter(submissions)
    flying: dict[Future[list[Graded]], list[Submission]] = {}
    size = max(1, min(CHUNK, (expected or CHUNK) // (8 * crew.size)))
    suspects: list[Submission] = []
    while True:
        while not suspects and len(flying) < AHEAD * crew.size and (chunk := list(islice(source, size))):
            try:
                flying[crew.submit(_packed(chunk))] = chunk
            except crew.lost:
                suspects += chunk
        if not flying and not suspects:
            return
        for future in _finished(flying, crew):
            chunk = flying.pop(future)
            try:
                yield from _verdicts(chunk, future.result())
            except crew.lost:
                suspects += chunk
        if suspects and not flying:
            crew.restart()
            for suspect in suspects:
                yield _alone(suspect, assignment, crew)
            suspects = []


def _finished(flying: Collection[Future[list[Graded]]], crew: Crew) -> set[Future[list[Graded]]]:
    """Wait for at least one, if there are any, unless the crew says that nothing will come any more."""
    while flying:
        done, _ = wait(flying, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if done:
            return done
        crew.check()
    return set()


def _alone(submission: Submission, assignment: Assignment, crew: Crew) -> Verdict:
    """Grade one of which it is not clear whether it was the one that ended a grader."""
    for _ in range(TRIES - 1):
        try:
            future = crew.submit(_packed([submission]))
            _finished([future], crew)
            (graded,) = future.result()
        except crew.lost:
            crew.restart()
        else:
            return Verdict(submission, graded.result, graded.seconds)
    reason = f"A grader process ended each of the {TRIES} times that it graded this submission; is there enough memory?"
    return Verdict(submission, msgspec.json.encode(ungraded(submission, assignment, reason)), 0.0)


def _verdicts(chunk: list[Submission], graded: list[Graded]) -> Iterator[Verdict]:
    for submission, one in zip(chunk, graded, strict=True):
        yield Verdict(submission, one.result, one.seconds)


def _packed(chunk: list[Submission]) -> list[bytes]:
    return [msgspec.msgpack.encode(submission) for submission in chunk]
