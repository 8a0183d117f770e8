"""A trial: parts of a lesson that mutants sit, each as a lesson of its own. Who sits which part is not decided here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from grader.checks import Check
from grader.desk import Assignment
from grader.exam import LessonExam
from grader.further import is_dear
from grader.model import Course, Intake, Limits
from grader.paper import Paper

Part = tuple[str, ...]  # some checks of a lesson, by id, in the order in which they are sat
_FEW = 3  # examples of each check that is not dear, which kill most mutants in little time
_HURRY = 0.3  # of the lesson's time, so that a mutant that hangs does not hold up the others
_SECONDS = 100_000.0


class Trial(Assignment, frozen=True, kw_only=True):
    """Parts of a lesson, each as a lesson of its own, each check in need of the one before it: one failure is enough.

    A `hasty` one has less time than the lesson allows, a few examples of each check, and no dear checks.
    """

    parts: tuple[Part, ...] = ()
    hasty: bool = False

    def course(self) -> Course:
        """The course, with time for one long lesson."""
        return replace(Assignment.course(self), intake=Intake(submission_seconds=_SECONDS))

    def exams(self) -> list[LessonExam]:
        """An exam for each part, set once per process; grader processes inherit them."""
        return _exams(self)


@lru_cache(maxsize=4)
def _exams(trial: Trial) -> list[LessonExam]:
    (exam,) = Assignment.exams(trial)
    limits, paper, checks = exam.lesson.limits, exam.paper, exam.checks
    if trial.hasty:
        limits, checks = _scaled(limits, _HURRY), tuple(check for check in checks if not is_dear(check))
        paper = Paper({check: some[:_FEW] for check, some in paper.examples.items()})
    exams, by_id = [], {check.id: check for check in checks}
    for part in trial.parts:
        chain = _in_a_chain([by_id[check] for check in part if check in by_id])
        lesson = replace(exam.lesson, id=id_of(part), limits=limits)
        exams.append(replace(exam, lesson=lesson, checks=chain, paper=paper, memory={}))
    return exams


def left_over(exam: LessonExam) -> LessonExam:
    """The exam without the examples that a hasty trial has."""
    sat = {check.id: 0 if is_dear(check) else _FEW for check in exam.checks}
    return replace(exam, paper=Paper({check: some[sat[check] :] for check, some in exam.paper.examples.items()}))


def id_of(part: Part) -> str:
    """The id of the lesson that a part is made into."""
    return " ".join(part)


def in_order(checks: Sequence[Check]) -> Part:
    """All of them: dear ones late, and those without points, such as a bonus that need not be passed, at the end."""
    ordered = sorted(checks, key=lambda check: (check.points == 0, is_dear(check)))
    return tuple(check.id for check in ordered)


def _in_a_chain(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Each check needs the one before it: once a check is lost, the mutant is killed and the others are not sat."""
    before = [(), *((check.id,) for check in checks)]
    return tuple(replace(check, needs=needs) for check, needs in zip(checks, before, strict=False))


def _scaled(limits: Limits, factor: float) -> Limits:
    """The limits with so many times the time."""
    return replace(
        limits,
        call_seconds=limits.call_seconds * factor,
        check_seconds=limits.check_seconds * factor,
        lesson_seconds=limits.lesson_seconds * factor,
    )
