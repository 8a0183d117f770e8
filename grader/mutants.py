"""Grading mutants: a lesson's reference and correct styles, each with one slip, graded like hand-ins of a class.

A mutant is killed when a check fails it. One that survives is equivalent only if it answers as the reference does on
10 000 draws and on the extremes (`agreement.py`). It is open if it differs there, but only in answers on which the
correct styles differ among themselves, such as the order of shuffled rows, and passes the checks on all those draws.
Any other survivor is a hole in the lesson's tests.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from types import ModuleType

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
from grader.model import CheckResult, Course, Intake, Lesson, LessonResult, Limits, Outcome, Result, Source, Submission
from grader.mutate import Mutant, mutants_of, reached
from grader.paper import Paper
from grader.worker.launch import has_zygote
from grader.worker.nursery import Nursery, open_nursery

_HURRY = 0.3  # of the lesson's time, so that a mutant that hangs does not hold up the others
_SECONDS = 100_000.0


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

    If some checks are `judged`, these alone are sat, on all examples of the long exam.
    """

    limits: Limits
    judged: frozenset[str] = frozenset()

    def course(self) -> Course:
        """The course, with time for one long lesson."""
        return replace(Assignment.course(self), intake=Intake(submission_seconds=_SECONDS))

    def exams(self) -> list[LessonExam]:
        """The lesson's exam, set once per process; grader processes inherit it."""
        return _exams(self)


_LONG: dict[str, LongExam] = {}  # by lesson id: forked processes inherit it


@lru_cache(maxsize=4)
def _exams(trial: Trial) -> list[LessonExam]:
    (exam,) = Assignment.exams(trial)
    if trial.judged:
        long = _LONG[trial.lessons[0]].exam
        checks = [check for check in exam.checks if check.id in trial.judged]
        exam = replace(exam, checks=tuple(checks), paper=long.paper)
    lesson = replace(exam.lesson, limits=trial.limits)
    return [replace(exam, lesson=lesson, checks=_in_a_chain(exam.checks), memory={})]


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
    """One lesson's mutants before the court: first the usual paper in a hurry, then time, then the long exam."""

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
        suspects = [Suspect(file, mutant) for file, text in solutions.items() for mutant in mutants_of(text)]
        texts = {one.id: one.mutant.source for one in suspects}
        results = self.graded(self.trial, texts)
        slow = {name: texts[name] for name, result in results.items() if _only_slow(result)}
        results |= self.graded(own, slow)  # under the lesson's own limits it may be right
        problems = [f"{name}: could not be graded" for name, result in results.items() if result.status == "ungraded"]
        alive = [one for one in suspects if not self.lost_by(one, results[one.id])]
        checks = self.trial.exams()[0].checks
        wanted = agreement.draws_of(checks, draws)
        equivalent, are_open, survivors = 0, 0, list[Survivor]()
        if alive:
            problems += self.draw_papers(wanted)
            for suspect, seen_by, is_open in self.examined(alive, checks):
                if seen_by:
                    mutant = suspect.mutant
                    survivors.append(Survivor(suspect.file, mutant.line, mutant.operator, mutant.change, seen_by))
                else:
                    equivalent, are_open = equivalent + (not is_open), are_open + is_open
            del _LONG[self.lesson.id]
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

    def draw_papers(self, draws: int) -> list[str]:
        """Draw the long exam, in several processes. What went wrong with a paper is returned."""
        (exam,) = Assignment.exams(self.trial)
        each = max(1, sum(len(examples) for examples in exam.paper.examples.values()))
        papers = [(number, False) for number in range(-(-draws // each))]
        papers += [(number, True) for number in range(agreement.EXTREME_PAPERS)]
        with self.processes() as pool:
            places = [(self.course.root, self.lesson.id, *paper) for paper in papers]
            drawn = list(pool.map(agreement.draw, *zip(*places)))
        _LONG[self.lesson.id] = agreement.long_exam(exam, [one for one in drawn if isinstance(one, Paper)])
        return [one for one in drawn if isinstance(one, str)]

    def examined(self, alive: list[Suspect], checks: Sequence[Check]) -> Iterator[tuple[Suspect, str, bool]]:
        """Each survivor of the usual paper; what shows that it is not right, if anything does; whether it is open."""
        lesson = replace(self.lesson, limits=_scaled(self.lesson.limits, _SECONDS, self.lesson.limits.call_seconds))
        with self.processes() as pool:
            tasks = [(self.trial, lesson, suspect) for suspect in alive]
            compared = dict(zip([one.id for one in alive], pool.map(_compare, tasks, chunksize=2)))
        objects = frozenset(check.id for check in checks if check.objects)
        all_checks = frozenset(check.id for check in checks)
        lost: dict[str, str] = {}
        for judged, names in (  # what only the checks can say, on all draws
            (objects, [name for name, (seen, is_open) in compared.items() if not seen and not is_open]),
            (all_checks, [name for name, (seen, is_open) in compared.items() if not seen and is_open]),
        ):
            if judged and names:
                trial = replace(self.trial, limits=lesson.limits, judged=judged)
                texts = {one.id: one.mutant.source for one in alive if one.id in set(names)}
                results = self.graded(trial, texts)
                lost |= {one.id: self.lost_by(one, results[one.id]) for one in alive if one.id in results}
        for suspect in alive:
            seen, is_open = compared[suspect.id]
            yield suspect, seen or lost.get(suspect.id, ""), is_open

    def lost_by(self, suspect: Suspect, result: LessonResult) -> str:
        """What a mutant loses that its file does not; empty if that is nothing. A bonus may be left out by both."""
        if result.status != "graded":
            return str(result.status)
        lost = (check for check in _failing(result) if check.id not in self.left_out[suspect.file])
        return next((f"{one.id}: {one.message} {one.counterexample or ''}" for one in lost), "")

    def processes(self) -> ProcessPoolExecutor:
        """Processes that inherit what this one knows, where there is a fork."""
        return ProcessPoolExecutor(self.jobs, multiprocessing.get_context("fork" if has_zygote() else "spawn"))


_nurseries: dict[str, Nursery] = {}  # of a process that compares, by isolation; its zygote ends with it
_styles: dict[str, list[ModuleType]] = {}
_free: dict[str, frozenset[str]] = {}


def _compare(task: tuple[Trial, Lesson, Suspect]) -> tuple[str, bool]:
    """The first question that shows a mutant to be wrong, if there is one; and whether it differs in open ones."""
    trial, lesson, suspect = task
    long = _LONG[lesson.id]
    if trial.isolation not in _nurseries:
        _nurseries[trial.isolation] = open_nursery(trial.isolation)
        _styles[lesson.id] = agreement.load_styles(trial.course(), lesson)
    source = _source(lesson, suspect.mutant.source, suspect.id)
    functions = reached(suspect.mutant)
    found = agreement.differences(long, lesson, source, _nurseries[trial.isolation], functions)
    is_open = False
    for question in found:
        if lesson.id not in _free:
            _free[lesson.id] = agreement.free_functions(long, _styles[lesson.id])
        free = question.name in _free[lesson.id]
        if not free and not agreement.is_open(question, _styles[lesson.id], long.tolerance):
            return f"{question.name} answers otherwise than the reference", False
        is_open = True
    return "", is_open


def _hand_ins(texts: dict[str, str], lesson: Lesson) -> Iterable[Submission]:
    for name, text in texts.items():
        yield Submission(name, {lesson.id: _source(lesson, text, name)}, digest=name)


def _source(lesson: Lesson, text: str, name: str) -> Source:
    return Source(f"{lesson.module}.py", (text,), False, name)


def _scaled(limits: Limits, factor: float, call_seconds: float = 0.0) -> Limits:
    """The limits with so many times the time; a call may get a time of its own."""
    return replace(
        limits,
        call_seconds=call_seconds or limits.call_seconds * factor,
        check_seconds=limits.check_seconds * factor,
        lesson_seconds=limits.lesson_seconds * factor,
    )


def _failing(result: LessonResult) -> list[CheckResult]:
    return [check for check in result.checks if check.outcome != Outcome.PASSED]


def _only_slow(result: LessonResult) -> bool:
    """Whether it lost nothing but time, and checks that need those that did."""
    lost = {check.outcome for check in _failing(result)}
    return Outcome.TIMEOUT in lost and lost <= {Outcome.TIMEOUT, Outcome.SKIPPED}
