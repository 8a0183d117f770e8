"""Grading one hand-in with a packaged exam, as an LMS asks for it: in a process of its own, started cold.

`python -m grader.packaged EXAM SUBMISSION [--student NAME] [--lesson ID] [--isolation LEVEL] [--private PATH]` prints
the `grader.result/1`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from grader.errors import GraderError, UsageError
from grader.model import Course, Isolation, Result, Times
from grader.worker.launch import has_zygote, launch


class Packaged(NamedTuple):
    """A verdict, and the course as the package has it (what a student sees is `course.feedback`)."""

    course: Course
    result: Result


def grade_packaged(
    exam: Path,
    submission: Path,
    student: str = "student",
    isolation: Isolation | None = None,
    times: Times | None = None,
    private: Sequence[Path] = (),
    lessons: Sequence[str] = (),
) -> Packaged:
    """Grade the folder or file of one student with the packaged exam in the folder `exam`.

    `isolation` is the package's unless given. `times` decide whether it is late. `private` is what the submission must
    not read, beside the exam. Of the package's `lessons`, all are graded unless some are named. Raises the errors of
    grading; trouble with the hand-in itself is in the result.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with launch() if has_zygote() else contextlib.nullcontext() as launched:  # it warms up while the rest is imported
        from grader.collect import hand_in_of
        from grader.crew import Alone
        from grader.run import grade_alone
        from grader.sealed import sealed_assignment

        assignment = sealed_assignment(exam, isolation, [submission.resolve(), *private])
        if lessons:
            assignment = msgspec.structs.replace(assignment, lessons=tuple(lessons))
        course, chosen = assignment.course(), [one.lesson for one in assignment.exams()]
        hand_in = hand_in_of(submission, student, chosen, course.intake)
        with Alone(assignment, launched) as crew:
            result = grade_alone(hand_in, assignment, crew, {hand_in.student: times or Times()})
    return Packaged(course, result)


def main() -> None:
    """Print the result of one submission: exit code 0, 1 if it could not be graded, 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m grader.packaged", description=__doc__)
    parser.add_argument("exam", type=Path)
    parser.add_argument("submission", type=Path)
    parser.add_argument("--student", default="student")
    parser.add_argument("--lesson", action="append", default=[])
    parser.add_argument("--private", type=Path, action="append", default=[])
    parser.add_argument("--isolation", choices=["strict", "auto", "process"])
    wanted = parser.parse_args()
    try:
        if not wanted.submission.exists():
            raise UsageError(f"{wanted.submission}: no such file or folder.")
        graded = grade_packaged(
            wanted.exam,
            wanted.submission,
            wanted.student,
            wanted.isolation,
            private=wanted.private,
            lessons=wanted.lesson,
        )
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        sys.exit(2)
    from grader.report.results import to_json

    sys.stdout.buffer.write(to_json(graded.result))
    sys.exit(int(graded.result.status == "ungraded"))


if __name__ == "__main__":
    main()
