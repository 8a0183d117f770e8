"""Grading mutants: a lesson's reference and correct styles, each with one slip, graded like hand-ins of a class.

A mutant is killed when a check fails it. One that survives is equivalent only if it answers as the reference does on
10 000 draws and on the extremes (`agreement.py`). It is open if it differs there, but only in answers on which the
correct styles differ among themselves, such as the order of shuffled rows, and passes the checks on all those draws.
Any other survivor is a hole in the lesson's tests.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from grader import agreement
from grader.agreement import DRAWS, LongExam
from grader.batch import grade_all
from grader.catalogue import correct_styles
from grader.checks import Check
from grader.crew import default_jobs, open_crew
from grader.desk import Assignment
from grader.errors import CourseError
from grader.exam import LessonExam
from grader.findings import Survivor
from grader.forked import in_children
from grader.model import CheckResult, Course, Intake, Lesson, LessonResult, Limits, Outcome, Result, Source, Submission
from grader.mutate import Mutant, mutants_of, reached
from grader.paper import Paper
from grader.worker.launch import has_zygote

Made = TypeVar("Made")
_FEW = 3  # examples of each check, which kill most mutants in little time
_HURRY = 0.3  # of the lesson's time, so that a mutant that hangs does not hold up the others
_SECONDS = 100_000.0
_USUAL_TO_EXTREME = 8  # papers of the long exam: for so many, one is drawn from the ends of the strategies
_DIED = "ends its process, or does not return"


class MutantReport(msgspec.Struct, frozen=True):
    """What became of a lesson's mutants. Equivalent ones agree with the reference on at least `draws` examples."""

    lesson: str
    graded: int
    killed: int
    equivalent: int
    open: int
    survivors: list[Survivor]
    draws: int
    problems: list[str] = []  # what could not be graded or drawn

    @property
    def share_killed(self) -> float:
        """Of the mutants that are neither equivalent nor open; 1 when there are none."""
        wrong = self.killed + len(self.survivors)
        return self.killed / wrong if wrong else 1.0


class Suspect(msgspec.Struct, frozen=True):
    """A mutant and the file that it was made from."""

    file: str
    mutant: Mutant

    @property
    def id(self) -> str:
        """No two suspects of a lesson have the same."""
        return f"{self.file}:{self.mutant.id}"


class Trial(Assignment, frozen=True, kw_only=True):
    """One lesson with other limits than its own, each check in need of the one before it: one failure is enough.

    Of each check, the examples from `first` up to `end` are sat.
    """

    limits: Limits
    first: int = 0
    end: int | None = None

    def course(self) -> Course:
        """The course, with time for one long lesson."""
        return replace(Assignment.course(self), intake=Intake(submission_seconds=_SECONDS))

    def exams(self) -> list[LessonExam]:
        """The lesson's exam, set once per process; grader processes inherit it."""
        return _exams(self)


@lru_cache(maxsize=4)
def _exams(trial: Trial) -> list[LessonExam]:
    (exam,) = Assignment.exams(trial)
    examples = {check: some[trial.first : trial.end] for check, some in exam.paper.examples.items()}
    lesson = replace(exam.lesson, limits=trial.limits)
    return [replace(exam, lesson=lesson, checks=_in_a_chain(exam.checks), paper=Paper(examples), memory={})]


def _in_a_chain(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Each check needs the one before it: once a check is lost, the mutant is killed and the others are not sat."""
    before = [(), *((check.id,) for check in checks)]
    return tuple(replace(check, needs=needs) for check, needs in zip(checks, before, strict=False))


def solution_files(course: Course, lesson: Lesson) -> list[str]:
    """The files that mutants are made of, relative to the course: the reference and every correct style."""
    styles = [style.path.relative_to(course.root).as_posix() for style in correct_styles(course.root, lesson.id)]
    return [f"solutions/{lesson.id}/{lesson.module}.py", *styles]


def grade_mutants(
    assignment: Assignment, lesson: Lesson, files: Sequence[str], jobs: int | None = None, draws: int = DRAWS
) -> MutantReport:
    """Make and grade the mutants of some of a lesson's files, with the key and the isolation of the assignment.

    Raises `CourseError` when a file loses points without any slip: then nothing can be said of its mutants.
    """
    return _Trials(assignment, lesson, jobs or default_jobs()).report(files, draws)


class _Trials:
    """One lesson's mutants before the court: first the usual paper in a hurry, its beginning before the rest; then
    time; then the long exam.
    """

    def __init__(self, assignment: Assignment, lesson: Lesson, jobs: int) -> None:
        self.course, self.lesson, self.jobs = assignment.course(), lesson, jobs
        self.left_out: dict[str, set[str]] = {}  # by file: checks without points that it does not pass, such as a bonus
        self.trial = Trial(
            assignment.root, (lesson.id,), assignment.key, assignment.isolation,
            cache=assignment.cache, diagnosed=False, limits=_scaled(lesson.limits, _HURRY),
        )  # fmt: skip

    def report(self, files: Sequence[str], draws: int) -> MutantReport:
        """What becomes of the mutants of these files."""
        solutions = {file: (self.course.root / file).read_text(encoding="utf-8") for file in files}
        own = replace(self.trial, limits=self.lesson.limits)
        results = self.graded(own, solutions)
        spoilt = [f"{file}: loses points" for file in files if results[file].score != results[file].max_score]
        if spoilt:
            raise CourseError(f"mutants of {self.lesson.id}", spoilt)
        self.left_out = {file: {check.id for check in _failing(results[file])} for file in files}
        made = self.in_processes(mutants_of, solutions.values())
        suspects = [Suspect(file, mutant) for file, some in zip(solutions, made, strict=True) for mutant in some]
        texts = {one.id: one.mutant.source for one in suspects}
        results = self.graded(replace(self.trial, end=_FEW), texts)
        alive = [one for one in suspects if not self.lost_by(one, results[one.id])]
        results |= self.graded(replace(self.trial, first=_FEW), {one.id: one.mutant.source for one in alive})
        slow = {name: texts[name] for name, result in results.items() if _only_slow(result)}
        results |= self.graded(own, slow)  # under the lesson's own limits it may be right
        problems = [f"{name}: could not be graded" for name, result in results.items() if result.status == "ungraded"]
        alive = [one for one in suspects if not self.lost_by(one, results[one.id])]
        wanted = agreement.draws_of(self.trial.exams()[0].checks, draws)
        equivalent, are_open, survivors = 0, 0, list[Survivor]()
        if alive:
            long, wrong_papers = self.long_exam(wanted)
            problems += wrong_papers
            for suspect, seen_by, is_open in self.examined(alive, long):
                if seen_by:
                    mutant = suspect.mutant
                    survivors.append(Survivor(suspect.file, mutant.line, mutant.operator, mutant.change, seen_by))
                else:
                    equivalent, are_open = equivalent + (not is_open), are_open + is_open
        return MutantReport(
            self.lesson.id,
            graded=len(suspects),
            killed=len(suspects) - len(alive),
            equivalent=equivalent,
            open=are_open,
            survivors=survivors,
            draws=wanted,
            problems=problems,
        )

    def graded(self, trial: Trial, texts: dict[str, str]) -> dict[str, LessonResult]:
        """The verdict on each text, by name."""
        found: dict[str, LessonResult] = {}
        if texts:
            trial.exams()  # before graders are started: they inherit it
            with open_crew(trial, self.jobs, None, max(2, len(texts))) as crew:
                for submission, result, _ in grade_all(_hand_ins(texts, self.lesson), trial, crew, len(texts)):
                    found[submission.student] = msgspec.json.decode(result, type=Result).lessons[0]
        return found

    def long_exam(self, draws: int) -> tuple[LongExam, list[str]]:
        """The long exam, drawn in several processes, and what went wrong with a paper."""
        (exam,) = self.trial.exams()
        each = max(1, sum(len(examples) for examples in exam.paper.examples.values()))
        papers = [(number, False) for number in range(-(-draws // each))]
        papers += [(number, True) for number in range(-(-len(papers) // _USUAL_TO_EXTREME))]
        drawn = self.in_processes(agreement.draw, *zip(*((self.course.root, self.lesson.id, *one) for one in papers)))
        long = agreement.long_exam(exam, [one for one in drawn if isinstance(one, Paper)])
        return long, [one for one in drawn if isinstance(one, str)]

    def examined(self, alive: Sequence[Suspect], long: LongExam) -> Iterator[tuple[Suspect, str, bool]]:
        """Each survivor of the usual paper; what shows that it is not right, if anything does; whether it is open."""
        styles = agreement.load_styles(self.course, self.lesson)
        checks = {check.id for check in long.exam.checks}
        objects = {check.id for check in long.exam.checks if check.objects}
        tasks = [
            _Task(long, self.lesson.limits, one, self.course.root / one.file, styles,
                  objects - self.left_out[one.file], checks - self.left_out[one.file])
            for one in alive
        ]  # fmt: skip
        for suspect, found in zip(alive, in_children(_examine, tasks, self.jobs)):
            yield suspect, *(found or (_DIED, False))

    def in_processes(self, work: Callable[..., Made], *columns: Iterable[Any]) -> list[Made]:
        """What `work` returns for each row of arguments; with several processes at it."""
        context = multiprocessing.get_context("fork" if has_zygote() else "spawn")
        with ProcessPoolExecutor(self.jobs, context) as pool:
            return list(pool.map(work, *columns))

    def lost_by(self, suspect: Suspect, result: LessonResult) -> str:
        """What a mutant loses that its file does not; empty if that is nothing. A bonus may be left out by both."""
        if result.status != "graded":
            return str(result.status)
        lost = (check for check in _failing(result) if check.id not in self.left_out[suspect.file])
        return next((f"{one.id}: {one.message} {one.counterexample or ''}" for one in lost), "")


class _Task(NamedTuple):
    """A survivor of the usual paper. `objects` are the checks that are asked of all, `checks` those of open ones."""

    long: LongExam
    limits: Limits
    suspect: Suspect
    file: Path
    styles: Sequence[ModuleType]
    objects: Collection[str]
    checks: Collection[str]


def _examine(task: _Task) -> tuple[str, bool]:
    """What shows a mutant to be wrong, if anything does; and whether it differs in open answers."""
    long, mutant = task.long, task.suspect.mutant
    module = agreement.load_text(mutant.source, task.file)
    is_open, free = False, dict[str, bool]()
    for question in agreement.differences(long, module, reached(mutant), task.limits.call_seconds):
        if question.name not in free:
            free[question.name] = agreement.is_free(question.name, long, task.styles)
        if not free[question.name] and not agreement.is_open(question, task.styles, long.tolerance):
            return f"{question.name} answers otherwise than the reference", False
        is_open = True
    checks = task.checks if is_open else task.objects
    return agreement.failed(long, module, checks, task.limits.check_seconds), is_open


def _hand_ins(texts: dict[str, str], lesson: Lesson) -> Iterable[Submission]:
    for name, text in texts.items():
        yield Submission(name, {lesson.id: _source(lesson, text, name)}, digest=name)


def _source(lesson: Lesson, text: str, name: str) -> Source:
    return Source(f"{lesson.module}.py", (text,), False, name)


def _scaled(limits: Limits, factor: float) -> Limits:
    """The limits with so many times the time."""
    return replace(
        limits,
        call_seconds=limits.call_seconds * factor,
        check_seconds=limits.check_seconds * factor,
        lesson_seconds=limits.lesson_seconds * factor,
    )


def _failing(result: LessonResult) -> list[CheckResult]:
    return [check for check in result.checks if check.outcome != Outcome.PASSED]


def _only_slow(result: LessonResult) -> bool:
    """Whether it lost nothing but time, and checks that need those that did."""
    lost = {check.outcome for check in _failing(result)}
    return Outcome.TIMEOUT in lost and lost <= {Outcome.TIMEOUT, Outcome.SKIPPED}
