"""The vocabulary: a course, a submission, and what grading says of it. Records only, no behaviour, no I/O."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec

Status = Literal["graded", "missing", "ungraded"]
Feedback = Literal["full", "hints", "score"]
Isolation = Literal["strict", "auto", "process"]
Attempts = Literal["last", "best"]
Platform = Literal["canvas", "moodle", "gradescope", "nbgrader", "git"]  # whose downloads are read


class Outcome(StrEnum):
    """What became of one check."""

    PASSED = "passed"
    FAILED = "failed"  # a wrong answer
    ERROR = "error"  # the student's exception
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASHED = "crashed"
    NOT_ATTEMPTED = "not_attempted"  # stub untouched, or function missing
    SKIPPED = "skipped"  # blocked by a check that it needs
    FAULT = "fault"  # the grader's own trouble; never the student's zero


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one submission of one lesson may use. Times are CPU seconds of its worker.

    A call may take `wall_factor` times as many seconds on the clock on the wall. Output beyond `output_kb` is dropped.
    """

    call_seconds: float = 1.0
    check_seconds: float = 5.0
    lesson_seconds: float = 10.0
    wall_factor: float = 10.0
    memory_mb: int = 1024
    output_kb: int = 64
    file_kb: int = 512


class Intake(msgspec.Struct, frozen=True):
    """What one whole submission may use: CPU seconds for all its lessons, and the size of an archive of submissions."""

    submission_seconds: float = 60.0
    archive_mb: int = 256  # unpacked
    archive_files: int = 10_000


class Policy(msgspec.Struct, frozen=True):
    """Which of a student's attempts counts, and what being late costs. Percents are of the points within reach.

    `students` names a CSV beside `course.yml` with the time of each student's submission, and with extensions.
    """

    attempts: Attempts = "last"
    due: datetime | None = None
    grace_minutes: float = 0.0
    late_percent_per_day: float = 0.0
    late_percent_at_most: float = 100.0
    students: str | None = None


class Times(msgspec.Struct, frozen=True):
    """What is known of one student's time: when the submission was handed in, and how many days more there were."""

    submitted_at: datetime | None = None
    extra_days: float = 0.0


class Lesson(msgspec.Struct, frozen=True):
    """One lesson of the course. `module` is the file name without its ending; `due` goes before the policy's."""

    id: str
    title: str
    module: str
    points: float = 10.0
    weight: float = 1.0
    bonus: bool = False
    limits: Limits = Limits()
    due: datetime | None = None

    @property
    def max_score(self) -> float:
        """Points times weight: what a fault-free submission earns."""
        return self.points * self.weight


class Course(msgspec.Struct, frozen=True):
    """A course: its folder and what `course.yml` says."""

    id: str
    title: str
    version: str
    feedback: Feedback
    lessons: tuple[Lesson, ...]
    root: Path
    intake: Intake = Intake()
    policy: Policy = Policy()


class Source(msgspec.Struct, frozen=True):
    """One handed-in file: a script has one cell, a notebook one per code cell."""

    filename: str
    cells: tuple[str, ...]
    notebook: bool
    digest: str


class Submission(msgspec.Struct, frozen=True):
    """What one student handed in, by lesson id. `unreadable` says what is wrong with a file.

    `unavailable` says why the grader could not get at one: that is not the student's mistake. A download may say when
    it was handed in, and more for the instructor; the digest is of the files alone.
    """

    student: str
    sources: dict[str, Source] = {}
    unreadable: dict[str, str] = {}
    unavailable: dict[str, str] = {}
    digest: str = ""
    submitted_at: datetime | None = None
    notes: tuple[str, ...] = ()


class Failure(msgspec.Struct, frozen=True):
    """Why an example failed, as data. Values are already written out as short text."""

    note: str = ""
    where: str = ""
    expected: str | None = None
    got: str | None = None
    line: int = 0
    cell: int = 0


class Evidence(msgspec.Struct, frozen=True):
    """What one check showed. `counterexample` names the arguments of the first failing example."""

    check: str
    outcome: Outcome
    failure: Failure | None = None
    counterexample: dict[str, str] | None = None
    blocked_by: str | None = None


class CourseLabel(msgspec.Struct, frozen=True):
    """Which course a result belongs to."""

    id: str
    version: str


class SubmissionLabel(msgspec.Struct, frozen=True):
    """Which bytes were graded."""

    digest: str
    files: list[str]
    submitted_at: str | None = None


class Diagnosis(msgspec.Struct, frozen=True):
    """The misconception that explains a failing check."""

    id: str
    title: str
    hint: str


class CheckResult(msgspec.Struct, frozen=True):
    """One check of a result. Field by field in `docs/result.md`."""

    id: str
    title: str
    outcome: Outcome
    points: float
    max_points: float
    hidden: bool
    message: str | None = None
    hint: str | None = None
    counterexample: dict[str, str] | None = None
    diagnosis: Diagnosis | None = None
    blocked_by: str | None = None


class LessonResult(msgspec.Struct, frozen=True):
    """One lesson of a result. `output` is the beginning of what the submission printed; None if nothing."""

    id: str
    title: str
    status: Status
    score: float
    max_score: float
    checks: list[CheckResult]
    output: str | None = None

    @property
    def never_loaded(self) -> bool:
        """Whether the file could not be read or loaded: one error for all checks, and no example that it failed on."""
        errors = [check for check in self.checks if check.outcome == Outcome.ERROR and check.counterexample is None]
        return len(errors) == len(self.checks) > 1 and len({check.message for check in errors}) == 1


class LateLesson(msgspec.Struct, frozen=True):
    """What being late cost in one lesson: started days of 24 hours, percent of its points, points."""

    due: str
    days: int
    percent: float
    deducted: float


class Late(msgspec.Struct, frozen=True):
    """What being late cost: the days of the latest lesson, all points deducted, and each late lesson by id."""

    days: int
    deducted: float
    lessons: dict[str, LateLesson]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The whole verdict on one submission: the JSON document `grader.result/1`."""

    schema: str = "grader.result/1"
    course: CourseLabel
    student: str
    status: Status
    score: float
    max_score: float
    submission: SubmissionLabel
    isolation: list[str]
    lessons: list[LessonResult]
    late: Late | None = None
    notes: list[str] = []
