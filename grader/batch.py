"""Grading many submissions: one grader process per core, each with its own zygote. What is done with a result is not
known here.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from grader.course import load_course, pick_lessons
from grader.errors import GraderError
from grader.exam import PUBLIC_KEY, LessonExam, default_cache, set_exam
from grader.grade import grade
from grader.model import Course, CourseLabel, Isolation, LessonResult, Result, Submission, SubmissionLabel
from grader.worker.nursery import Nursery, open_nursery
from grader.worker.portable import has_zygote, require_possible

_PUBLIC_KEY_NOTE = "The examples were drawn with the public default key. Set your own with --key-file or GRADER_KEY."
_PROCESS_NOTE = "Graded with --isolation process: submissions were kept apart but not confined."


class Assignment(msgspec.Struct, frozen=True):
    """What every submission of one run is graded against. Hashable, and all that a grader process has to be told."""

    root: Path
    lessons: tuple[str, ...]
    key: bytes
    isolation: Isolation
    private: tuple[Path, ...] = ()  # beside the course: what else no submission may read

    def course(self) -> Course:
        """The course, as its `course.yml` describes it."""
        return _load(self)[0]

    def exams(self) -> list[LessonExam]:
        """The exam of each lesson, drawn or taken from the cache once per process."""
        return _load(self)[1]

    def nursery(self) -> Nursery:
        """Where this run's workers come from."""
        nursery = open_nursery(self.isolation)
        answers = (self.root / "solutions", self.root / "autograder_tests")
        nursery.secrets = (*answers, default_cache(), *self.private)
        return nursery

    def notes(self) -> list[str]:
        """What an instructor should know about every result of this run."""
        notes = [_PUBLIC_KEY_NOTE] if self.key == PUBLIC_KEY else []
        return [*notes, _PROCESS_NOTE] if self.isolation == "process" else notes


@cache
def _load(assignment: Assignment) -> tuple[Course, list[LessonExam]]:
    course = load_course(assignment.root)
    return course, set_exam(course, pick_lessons(course, assignment.lessons), assignment.key)


def default_jobs() -> int:
    """One grader process for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def grade_all(submissions: Sequence[Submission], assignment: Assignment, jobs: int) -> Iterator[Result]:
    """Grade every submission; results come in the order in which they are finished.

    Before anything is graded, an isolation that this system never has raises `IsolationError`, and the exam is set, so
    that a broken course raises `CourseError`. `GraderError` when a grader process dies.
    """
    require_possible(assignment.isolation)
    assignment.exams()
    if len(submissions) == 1:
        with assignment.nursery() as nursery:
            yield _grade_one(submissions[0], assignment, nursery)
        return
    jobs = max(1, min(jobs, len(submissions)))
    # A forked process inherits the exam that was just set; where there is no fork, each one takes it from the cache.
    method = "fork" if has_zygote() else "spawn"
    context = multiprocessing.get_context(method)
    cores = context.SimpleQueue()
    for number in range(jobs):
        cores.put(number)
    with ProcessPoolExecutor(jobs, context, _start, (assignment, cores)) as pool:
        try:
            waiting = [pool.submit(_grade_in_process, submission) for submission in submissions]
            for done in as_completed(waiting):
                yield msgspec.json.decode(done.result(), type=Result)
        except BrokenProcessPool:
            raise GraderError("a grader process was killed, perhaps for lack of memory. Run again.") from None
        finally:
            pool.shutdown(cancel_futures=True)


_of_process: tuple[Assignment, Nursery] | None = None  # what this grader process works with, once it has started


def _start(assignment: Assignment, cores: Any) -> None:
    """In a new grader process: stay on one core, where short calls between grader and worker are fastest."""
    global _of_process
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    if hasattr(os, "sched_setaffinity"):
        mine = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {mine[cores.get() % len(mine)]})
    _of_process = assignment, assignment.nursery()


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one. The kernel's own signal would follow its thread."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _grade_in_process(submission: Submission) -> bytes:
    assert _of_process is not None
    return msgspec.json.encode(_grade_one(submission, *_of_process))


def _grade_one(submission: Submission, assignment: Assignment, nursery: Nursery) -> Result:
    """One submission; a mistake of the grader's own leaves it ungraded, and the others are graded all the same."""
    course, exams = assignment.course(), assignment.exams()
    try:
        return grade(submission, course, exams, nursery, assignment.notes())
    except GraderError:
        raise
    except Exception:  # the one place: whatever went wrong here is not the student's zero
        traceback.print_exc(file=sys.stderr)
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
            notes=[
                *assignment.notes(),
                "The grader failed on this submission; see its error output, then grade again.",
            ],
        )
