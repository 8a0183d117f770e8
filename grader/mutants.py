"""Grading mutants: a lesson's reference and correct styles, each with one slip, graded like hand-ins of a class.

A mutant is killed when it loses any points. One that survives is equivalent only if it agrees with the reference on
10 000 draws and on the extremes (`agreement.py`). It is open if it differs there, but only in answers on which the
correct styles differ among themselves, such as the order of shuffled rows; these are counted apart. Any other survivor
is a hole in the lesson's tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from grader.agreement import Trial
from grader.batch import grade_all
from grader.catalogue import correct_styles
from grader.crew import default_jobs, open_crew
from grader.errors import CourseError
from grader.exam import PUBLIC_KEY
from grader.model import Course, Isolation, Lesson, LessonResult, Limits, Outcome, Result, Source, Submission
from grader.mutate import Mutant, mutants_of

DRAWS = 10_000
TIGHT = Limits(call_seconds=0.3, check_seconds=1.0, lesson_seconds=2.0)


class Survivor(msgspec.Struct, frozen=True):
    """A mutant that no check noticed although it is not right: where it is, and how the line changed."""

    file: str
    line: int
    operator: str
    change: str
    seen_by: str  # the twin that saw it: the check's title would do, if it looked at this


class MutantReport(msgspec.Struct, frozen=True):
    """What became of a lesson's mutants. `made` were made, `graded` of them had their turn in this part."""

    lesson: str
    made: int
    graded: int
    killed: int
    equivalent: int
    open: int
    survivors: list[Survivor]
    problems: list[str] = []  # what could not be graded or drawn

    @property
    def share_killed(self) -> float:
        """Of the mutants that are neither equivalent nor open; 1 when there are none."""
        wrong = self.killed + len(self.survivors)
        return self.killed / wrong if wrong else 1.0


class _Suspect(msgspec.Struct, frozen=True):
    """A mutant and the file that it was made from."""

    file: str
    mutant: Mutant

    @property
    def id(self) -> str:
        return f"{self.file}:{self.mutant.id}"


def grade_mutants(
    course: Course,
    lesson: Lesson,
    part: tuple[int, int] = (0, 1),
    jobs: int | None = None,
    key: bytes = PUBLIC_KEY,
    isolation: Isolation = "strict",
    draws: int = DRAWS,
) -> MutantReport:
    """Make and grade the mutants of a lesson; of `part` (i, n) only every n-th, beginning with the i-th.

    Raises `CourseError` when a solution loses points without any slip: then nothing can be said of its mutants.
    """
    files = _solutions(course, lesson)
    made = [_Suspect(file, mutant) for file, text in files.items() for mutant in mutants_of(text)]
    suspects = {one.id: one for one in made[part[0] % part[1] :: part[1]]}
    trial = Trial(course.root.resolve(), (lesson.id,), key, isolation, limits=_tight(lesson.limits), diagnosed=False)
    graders = jobs or default_jobs()

    def graded(how: Trial, texts: dict[str, str]) -> dict[str, LessonResult]:
        return _graded(how, texts, lesson, graders)

    texts = files | {name: one.mutant.source for name, one in suspects.items()}
    results = graded(trial, texts)
    slow = [name for name, result in results.items() if _only_slow(result)]
    if slow:  # under the lesson's own limits it may be right
        results |= graded(replace(trial, limits=lesson.limits), {name: texts[name] for name in slow})
    spoilt = [f"{file}: loses points" for file in files if not _passed(results[file])]
    if spoilt:
        raise CourseError(f"mutants of {lesson.id}", spoilt)
    problems = [f"{name}: could not be graded" for name in suspects if results[name].status == "ungraded"]
    alive = [name for name in suspects if _passed(results[name])]
    different: list[str] = []
    survivors: list[Survivor] = []
    if alive:
        longer = replace(trial, draws=draws, limits=_long(lesson.limits))
        seen = graded(longer, {name: texts[name] for name in alive})
        problems += longer.problems()
        different = [name for name in alive if not _passed(seen[name])]
    if different:
        seen = graded(replace(longer, lenient=True), {name: texts[name] for name in different})
        survivors = [_survivor(suspects[name], seen[name]) for name in different if not _passed(seen[name])]
    return MutantReport(
        lesson.id,
        made=len(made),
        graded=len(suspects),
        killed=len(suspects) - len(alive),
        equivalent=len(alive) - len(different),
        open=len(different) - len(survivors),
        survivors=survivors,
        problems=problems,
    )


def _solutions(course: Course, lesson: Lesson) -> dict[str, str]:
    """The texts to mutate, by path within the course."""
    paths = [Path("solutions") / lesson.id / f"{lesson.module}.py"]
    paths += [style.path.relative_to(course.root) for style in correct_styles(course.root, lesson.id)]
    return {str(path): (course.root / path).read_text(encoding="utf-8") for path in paths}


def _graded(trial: Trial, texts: dict[str, str], lesson: Lesson, jobs: int) -> dict[str, LessonResult]:
    """The verdict on each text, by name."""
    trial.exams()  # before graders are started: they inherit it
    found: dict[str, LessonResult] = {}
    with open_crew(trial, jobs, None, max(2, len(texts))) as crew:
        for submission, result, _ in grade_all(_as_submissions(texts, lesson), trial, crew, len(texts)):
            found[submission.student] = msgspec.json.decode(result, type=Result).lessons[0]
    return found


def _as_submissions(texts: dict[str, str], lesson: Lesson) -> Iterable[Submission]:
    for name, text in texts.items():
        source = Source(f"{lesson.module}.py", (text,), False, name)
        yield Submission(name, {lesson.id: source}, digest=name)


def _tight(limits: Limits) -> Limits:
    """So little time that a mutant that hangs does not hold up the others."""
    return replace(
        limits,
        call_seconds=min(limits.call_seconds, TIGHT.call_seconds),
        check_seconds=min(limits.check_seconds, TIGHT.check_seconds),
        lesson_seconds=min(limits.lesson_seconds, TIGHT.lesson_seconds),
    )


def _long(limits: Limits) -> Limits:
    """The lesson's own time for a call, and as many calls as it takes."""
    return replace(limits, check_seconds=1000.0, lesson_seconds=10_000.0)


def _passed(result: LessonResult) -> bool:
    return result.status == "graded" and _lost(result) == []


def _lost(result: LessonResult) -> Sequence[Outcome]:
    return [check.outcome for check in result.checks if check.outcome != Outcome.PASSED]


def _only_slow(result: LessonResult) -> bool:
    """Whether it lost nothing but time, and checks that need those that did."""
    lost = set(_lost(result))
    return Outcome.TIMEOUT in lost and lost <= {Outcome.TIMEOUT, Outcome.SKIPPED}


def _survivor(suspect: _Suspect, result: LessonResult) -> Survivor:
    lost = next((check for check in result.checks if check.outcome != Outcome.PASSED), None)
    seen_by = f"{lost.id}: {lost.message} {lost.counterexample or ''}" if lost is not None else result.status
    mutant = suspect.mutant
    return Survivor(suspect.file, mutant.line, mutant.operator, mutant.change, seen_by)
