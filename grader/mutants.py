"""Grading mutants: a lesson's reference and correct styles, each with one slip, graded like hand-ins of a class.

A mutant is killed when a check fails it. One that is not is equivalent only if it answers as the reference does on its
paper, on 10 000 draws and on the extremes (`agreement.py`). It is open if it differs there, but only in answers on
which the correct styles differ among themselves, such as the order of shuffled rows, and passes the checks on all those
draws. Any other survivor is a hole in the lesson's tests.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace

from grader import agreement, further
from grader.agreement import LongExam
from grader.batch import grade_all
from grader.catalogue import correct_styles
from grader.crew import default_jobs, open_crew
from grader.desk import Assignment
from grader.errors import CourseError
from grader.exam import LessonExam
from grader.findings import Survivor
from grader.forked import in_children
from grader.further import DRAWS
from grader.model import CheckResult, Course, Lesson, LessonResult, Outcome, Result, Source, Submission
from grader.mutate import Mutant, mutants_of, reached, to_write
from grader.paper import Paper
from grader.proxy import LocalSubmission
from grader.trial import Part, Trial, id_of, in_order, left_over
from grader.worker.launch import has_zygote

Made = TypeVar("Made")
_AT_ONCE = 8  # survivors that a child is asked about, which makes a copy of the questions as it goes through them
_DIED = "ends its process, or does not return"
_UNASKED = "no check asks for what the slip changes"


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


class Suspect(NamedTuple):
    """A text that sits a part of the exam: a mutant of a file, or with None the file itself.

    The slip can change the `functions`, all of them with None; the part are the checks that call these.
    """

    file: str
    mutant: Mutant | None
    text: str
    functions: frozenset[str] | None
    part: Part

    @property
    def id(self) -> str:
        """No two suspects of a lesson have the same."""
        return f"{self.file}:{self.mutant.id}" if self.mutant else self.file

    def beginning_with(self, seen_by: str) -> Suspect:
        """The same, but first sits the check that it fails, if this is what it is seen by: that kills it at once."""
        return self._replace(part=tuple(sorted(self.part, key=lambda check: not seen_by.startswith(f"{check}: "))))

    def can_change(self, names: frozenset[str]) -> bool:
        """Whether the slip can change one of these."""
        return self.functions is None or bool(self.functions & names)


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
    """One lesson's mutants before the court: first the beginning of the paper, in a hurry. Those that lose nothing are
    then examined, on what the paper does not ask too; and those that are found to be wrong sit the whole paper, which
    kills them or does not.
    """

    def __init__(self, assignment: Assignment, lesson: Lesson, jobs: int) -> None:
        self.course, self.lesson, self.jobs = assignment.course(), lesson, jobs
        self.trial = Trial(
            assignment.root, (lesson.id,), assignment.key, assignment.isolation,
            cache=assignment.cache, diagnosed=False,
        )  # fmt: skip
        (self.exam,) = Assignment.exams(self.trial)
        self.called = agreement.functions_called(self.exam)
        reference = self.course.root / solution_files(self.course, lesson)[0]
        self.asked = frozenset[str]().union(*self.called.values())
        self.wanted = self.asked | to_write(reference.read_text(encoding="utf-8"))
        self.whole = in_order(self.exam.checks)

    def report(self, files: Sequence[str], draws: int) -> MutantReport:
        """What becomes of the mutants of these files."""
        texts = [(self.course.root / file).read_text(encoding="utf-8") for file in files]
        solutions = [Suspect(file, None, text, None, self.whole) for file, text in zip(files, texts, strict=True)]
        results = self.graded(self.trial, solutions)
        spoilt = [f"{file}: loses points" for file in files if results[file].score != results[file].max_score]
        if spoilt:
            raise CourseError(f"mutants of {self.lesson.id}", spoilt)
        passed = {file: [check.id for check in results[file].checks if _has_passed(check)] for file in files}
        made = zip(solutions, self.in_processes(mutants_of, texts), strict=True)
        every = [self.suspect(one, mutant, passed[one.file]) for one, some in made for mutant in some]
        suspects = [one for one in every if one.can_change(self.wanted)]
        results = self.graded(replace(self.trial, hasty=True), suspects)
        slow = [one for one in suspects if _only_slow(results[one.id])]
        results |= self.graded(self.trial, slow)  # in the lesson's own time it may be right
        alive = [one for one in suspects if _is_alive(results[one.id])]
        wanted = further.draws_of(self.exam.checks, draws)
        equivalent, are_open, seen, problems = 0, 0, list[tuple[Suspect, str]](), list[str]()
        if alive:
            long, problems = self.long_exam(wanted)
            for suspect, seen_by, is_open in self.examined(alive, long):
                if seen_by:
                    seen.append((suspect.beginning_with(seen_by), seen_by))
                else:
                    equivalent, are_open = equivalent + (not is_open), are_open + is_open
        results |= self.graded(self.trial, [suspect for suspect, _ in seen])
        problems += [f"{name}: could not be graded" for name, result in results.items() if result.status == "ungraded"]
        survivors = [_survivor(suspect, seen_by) for suspect, seen_by in seen if _is_alive(results[suspect.id])]
        return MutantReport(
            self.lesson.id,
            graded=len(suspects),
            killed=len(suspects) - equivalent - are_open - len(survivors),
            equivalent=equivalent,
            open=are_open,
            survivors=survivors,
            draws=wanted,
            problems=problems,
        )

    def suspect(self, solution: Suspect, mutant: Mutant, passed: Sequence[str]) -> Suspect:
        """A mutant sits those checks that its file has passed, and that call what it may have changed.

        A file need not pass checks without points, such as a bonus. With no such check, it sits all that it has passed.
        """
        functions = reached(solution.text, mutant.line)
        part = tuple(check for check in passed if functions is None or functions & self.called[check])
        return Suspect(solution.file, mutant, mutant.source, functions, part or tuple(passed))

    def graded(self, trial: Trial, suspects: Sequence[Suspect]) -> dict[str, LessonResult]:
        """The verdict on each of them, by id."""
        trial = replace(trial, parts=tuple(dict.fromkeys(one.part for one in suspects)))
        lessons = {one.id: id_of(one.part) for one in suspects}
        found: dict[str, LessonResult] = {}
        if suspects:
            trial.exams()  # before graders are started: they inherit them
            with open_crew(trial, self.jobs, None, max(2, len(suspects))) as crew:
                for submission, graded, _ in grade_all(self.hand_ins(suspects), trial, crew, len(suspects)):
                    result, name = msgspec.json.decode(graded, type=Result), submission.student
                    (found[name],) = [one for one in result.lessons if one.id == lessons[name]]
        return found

    def hand_ins(self, suspects: Iterable[Suspect]) -> Iterator[Submission]:
        """Each of them as a submission of its part."""
        for one in suspects:
            source = Source(f"{self.lesson.module}.py", (one.text,), False, one.id)
            yield Submission(one.id, {id_of(one.part): source}, digest=one.id)

    def long_exam(self, draws: int) -> tuple[LongExam, list[str]]:
        """The long exam, drawn in several processes, and what went wrong with a paper."""
        papers = further.further_papers(self.exam.checks, draws)
        drawn = self.in_processes(partial(further.draw, self.course.root, self.lesson.id), papers)
        long = agreement.long_exam(self.exam, [one for one in drawn if isinstance(one, Paper)])
        return long, [one for one in drawn if isinstance(one, str)]

    def examined(self, alive: Sequence[Suspect], long: LongExam) -> Iterator[tuple[Suspect, str, bool]]:
        """Each of them; what shows that it is not right, if anything does; and whether it is open."""
        for one in alive:
            if not one.can_change(self.asked):
                yield one, _UNASKED, False
        alive = [one for one in alive if one.can_change(self.asked)]
        styles = agreement.load_styles(self.course, self.lesson)
        names = sorted({one.name for one in long.questions.values()})
        are_free = in_children(lambda name: agreement.is_free(name, long, styles), names, self.jobs)
        free = {name for name, is_free in zip(names, are_free) if is_free}
        rest = left_over(self.exam)
        tasks = [_Task(rest, long, one, self.course.root / one.file, styles, free) for one in alive]
        chunks = [tasks[start : start + _AT_ONCE] for start in range(0, len(tasks), _AT_ONCE)]
        for chunk, outcomes in zip(chunks, in_children(_examine_all, chunks, self.jobs)):
            # Who has ended the child is found out by asking each by itself.
            for task, found in zip(chunk, outcomes or in_children(_examine, chunk, self.jobs)):
                yield task.suspect, *(found or (_DIED, False))

    def in_processes(self, work: Callable[[Any], Made], pieces: Iterable[Any]) -> list[Made]:
        """What `work` returns for each piece; with several processes at it."""
        context = multiprocessing.get_context("fork" if has_zygote() else "spawn")
        with ProcessPoolExecutor(self.jobs, context) as pool:
            return list(pool.map(work, pieces))


class _Task(NamedTuple):
    """A mutant that is to be examined: `exam` is what it has not sat. What `free` functions answer is mostly open."""

    exam: LessonExam
    long: LongExam
    suspect: Suspect
    file: Path
    styles: Sequence[ModuleType]
    free: Collection[str]


def _examine_all(tasks: Sequence[_Task]) -> list[tuple[str, bool]]:
    return [_examine(task) for task in tasks]


def _examine(task: _Task) -> tuple[str, bool]:
    """What shows a mutant to be wrong, if anything does; and whether it differs in open answers."""
    long, suspect, limits = task.long, task.suspect, task.exam.lesson.limits
    module = agreement.load_text(suspect.text, task.file)
    asked = agreement.Examinee(module, long)
    if failed := agreement.failed(task.exam, asked, suspect.part, limits.check_seconds):
        return failed, False
    names = {one.name for one in long.questions.values() if suspect.can_change(frozenset([one.name]))}
    is_open = False
    ask = partial(agreement.differences, long, module, seconds=limits.call_seconds, settled=asked.settled)
    for question in ask(names.difference(task.free)):
        if not agreement.is_open(question, task.styles, long.tolerance):
            return f"{question.name} answers otherwise than the reference", False
        is_open = True
    is_open = is_open or any(True for _ in ask(names.intersection(task.free)))  # one is enough to know it
    checks = [check.id for check in long.exam.checks if check.id in suspect.part and (is_open or check.objects)]
    return agreement.failed(long.exam, LocalSubmission(module), checks, limits.check_seconds), is_open


def _survivor(suspect: Suspect, seen_by: str) -> Survivor:
    mutant = suspect.mutant
    assert mutant is not None
    return Survivor(suspect.file, mutant.line, mutant.operator, mutant.change, seen_by)


def _has_passed(check: CheckResult) -> bool:
    return check.outcome == Outcome.PASSED


def _is_alive(result: LessonResult) -> bool:
    """Whether nothing has been lost so far."""
    return result.status == "graded" and all(map(_has_passed, result.checks))


def _only_slow(result: LessonResult) -> bool:
    """Whether it lost nothing but time, and checks that need those that did."""
    lost = {check.outcome for check in result.checks if not _has_passed(check)}
    return Outcome.TIMEOUT in lost and lost <= {Outcome.TIMEOUT, Outcome.SKIPPED}
