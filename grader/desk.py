"""One grader process at work: the exam is set, workers can be had, and hand-ins come by the chunk.

Which processes there are is in `crew.py`, and what becomes of their verdicts in `batch.py` and `run.py`.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
import traceback
from functools import cache
from pathlib import Path

import msgspec

from grader.cache import default_cache
from grader.course import load_course, pick_lessons
from grader.errors import GraderError, NurseryLost
from grader.exam import PUBLIC_KEY, LessonExam, digest_of, set_exam
from grader.grade import grade
from grader.mistakes import digest_of as mistakes_digest
from grader.model import Course, CourseLabel, Isolation, LessonResult, Result, Submission, SubmissionLabel
from grader.worker.launch import Launched
from grader.worker.nursery import Nursery, open_nursery

_PUBLIC_KEY_NOTE = "The examples were drawn with the public default key. Set your own with --key-file or GRADER_KEY."
_PROCESS_NOTE = "Graded with --isolation process: submissions were kept apart but not confined."
_FAILED_NOTE = "The grader failed on this submission; see its error output, then grade again."


class Assignment(msgspec.Struct, frozen=True):
    """What every submission of one run is graded against. Hashable, and all that a grader process has to be told."""

    root: Path
    lessons: tuple[str, ...]
    key: bytes
    isolation: Isolation
    private: tuple[Path, ...] = ()  # beside the course: what else no submission may read
    cache: Path | None = None  # where its papers are kept, if not where the user's are
    diagnosed: bool = True  # whether mistakes behind failing checks are named

    def course(self) -> Course:
        """The course, as its `course.yml` describes it."""
        return _load(self)[0]

    def exams(self) -> list[LessonExam]:
        """The exam of each lesson, drawn or taken from the cache once per process."""
        return _load(self)[1]

    def digest(self) -> str:
        """Of everything that decides a verdict apart from the submission: two runs with one digest agree.

        Policy is not in it, because it is applied to a verdict afterwards.
        """
        course = self.course()
        lessons = [msgspec.structs.replace(exam.lesson, due=None) for exam in self.exams()]
        papers = [digest_of(course, lesson, self.key) for lesson in lessons]
        papers += [mistakes_digest(exam, course) for exam in self.exams()]
        whole = msgspec.json.encode([course.id, course.version, lessons, course.intake, papers, self.isolation])
        return f"sha256:{hashlib.sha256(whole).hexdigest()}"

    def nursery(self, launched: Launched | None = None) -> Nursery:
        """Where this run's workers come from; from a zygote that was launched already if one is given."""
        nursery = open_nursery(self.isolation, launched)
        answers = (self.root / "solutions", self.root / "autograder_tests")
        nursery.secrets = (*answers, self.cache or default_cache(), *self.private)
        return nursery

    def notes(self) -> list[str]:
        """What an instructor should know about every result of this run."""
        notes = [_PUBLIC_KEY_NOTE] if self.key == PUBLIC_KEY else []
        return [*notes, _PROCESS_NOTE] if self.isolation == "process" else notes


@cache
def _load(assignment: Assignment) -> tuple[Course, list[LessonExam]]:
    course = load_course(assignment.root)
    lessons = pick_lessons(course, assignment.lessons)
    return course, set_exam(course, lessons, assignment.key, assignment.cache)


class Graded(msgspec.Struct, frozen=True):
    """What comes back for one submission: the JSON of its `Result`, and the seconds on the clock that it took."""

    result: bytes
    seconds: float


_nurseries: dict[tuple[int, Assignment], Nursery] = {}  # of this process: a forked one must not use its parent's
_one_at_a_time = threading.Lock()  # some executors run several chunks in threads of one process


def grade_chunk(assignment: Assignment, chunk: list[bytes]) -> list[Graded]:
    """Grade a few submissions, each as MessagePack, in this process. The first call sets the exam."""
    with _one_at_a_time:
        return [_timed(msgspec.msgpack.decode(one, type=Submission), assignment) for one in chunk]


def sit_down(assignment: Assignment, launched: Launched | None) -> None:
    """Have this process use a zygote that was launched already."""
    _nurseries[os.getpid(), assignment] = assignment.nursery(launched)


def leave(assignment: Assignment) -> None:
    """End the workers' process that this process has started for an assignment."""
    nursery = _nurseries.pop((os.getpid(), assignment), None)
    if nursery is not None:
        nursery.close()


def ungraded(submission: Submission, assignment: Assignment, reason: str) -> Result:
    """The result of a submission that could not be graded. Never a zero: it is to be graded again."""
    course, exams = assignment.course(), assignment.exams()
    lessons = [LessonResult(e.lesson.id, e.lesson.title, "ungraded", 0.0, e.lesson.max_score, []) for e in exams]
    return Result(
        course=CourseLabel(course.id, course.version),
        student=submission.student,
        status="ungraded",
        score=0.0,
        max_score=sum(exam.lesson.max_score for exam in exams if not exam.lesson.bonus),
        submission=SubmissionLabel(submission.digest, [source.filename for source in submission.sources.values()]),
        isolation=[],
        lessons=lessons,
        notes=[*assignment.notes(), reason],
    )


def _timed(submission: Submission, assignment: Assignment) -> Graded:
    start = time.perf_counter()
    result = _grade_one(submission, assignment)
    return Graded(msgspec.json.encode(result), time.perf_counter() - start)


def _grade_one(submission: Submission, assignment: Assignment) -> Result:
    """One submission; a mistake of the grader's own leaves it ungraded, and the others are graded all the same."""
    course, exams = assignment.course(), assignment.exams()
    for last_try in (False, True):
        try:
            nursery, notes = _nursery(assignment), assignment.notes()
            return grade(submission, course, exams, nursery, notes, assignment.diagnosed)
        except NurseryLost as error:  # killed from outside, perhaps for lack of memory: start another
            leave(assignment)
            if last_try:
                return ungraded(submission, assignment, f"The grader failed on this submission twice: {error}.")
        except GraderError:
            raise
        except Exception:  # the one place: whatever went wrong here is not the student's zero
            traceback.print_exc(file=sys.stderr)
            break
    return ungraded(submission, assignment, _FAILED_NOTE)


def _nursery(assignment: Assignment) -> Nursery:
    place = (os.getpid(), assignment)
    if place not in _nurseries:
        _nurseries[place] = assignment.nursery()
    return _nurseries[place]
