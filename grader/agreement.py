"""Whether a survivor is the solution in other words: an exam of 10 000 draws on which every answer is compared.

A mutant that passes one paper may have found a hole in the tests or may be right. So it sits a paper put together from
many keys, and from the extremes of the strategies. Beside each check sits its twin: the body runs with the reference's
answers, and at each call the submission is asked too and must answer the same. So what a check does not look at is
looked at here.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from hypothesis.internal.conjecture import providers
from msgspec.structs import replace

from grader import exam as exams
from grader.cache import default_cache
from grader.catalogue import correct_styles
from grader.checks import Check, Recorded, close, holds, unchanged
from grader.course import load_course, pick_lessons
from grader.crew import default_jobs
from grader.desk import Assignment
from grader.errors import CourseError, Mismatch, StudentError
from grader.exam import LessonExam, body_of, load_lesson, load_module, set_exam
from grader.model import Course, Intake, Lesson, Limits
from grader.paper import Paper
from grader.proxy import LocalSubmission, Submission
from grader.worker.launch import has_zygote

USUAL_TOLERANCE = 1e-9  # that of `close`; a lesson that allows more says so: TOLERANCE in its hidden tests
EXTREME_PAPERS = 4
_MOST_PAPERS = 200
_SECONDS = 100_000.0


class Trial(Assignment, frozen=True, kw_only=True):
    """One lesson with other limits than its own; with `draws`, the long exam of so many instead of the usual one.

    `lenient` lets answers differ where the correct styles differ too.
    """

    limits: Limits
    draws: int = 0
    lenient: bool = False

    def course(self) -> Course:
        """The course, with time for one long lesson."""
        return replace(Assignment.course(self), intake=Intake(submission_seconds=_SECONDS))

    def exams(self) -> list[LessonExam]:
        """The lesson's exam, set once per process; grader processes inherit it."""
        return _exams(self)[0]

    def problems(self) -> list[str]:
        """Papers of the long exam that could not be set, and why."""
        return _exams(self)[1]


@lru_cache(maxsize=3)
def _exams(trial: Trial) -> tuple[list[LessonExam], list[str]]:
    (exam,) = Assignment.exams(trial)
    problems: list[str] = []
    if trial.draws:
        exam, problems = long_exam(trial.course(), exam, trial.draws, trial.lenient)
    lesson = replace(exam.lesson, limits=trial.limits)
    return [replace(exam, lesson=lesson, checks=_in_a_chain(exam.checks), memory={})], problems


def _in_a_chain(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Each check needs the one before it: once a check is lost, the mutant is killed and the others are not sat."""
    before = [(), *((check.id,) for check in checks)]
    return tuple(replace(check, needs=needs) for check, needs in zip(checks, before, strict=False))


def long_exam(course: Course, exam: LessonExam, draws: int, lenient: bool) -> tuple[LessonExam, list[str]]:
    """The exam with at least so many draws and a twin of each check; and papers that could not be set, with the reason.

    The keys are always the same, so papers come from the cache when the lesson has not changed.
    """
    papers, problems = _papers(course, exam.lesson, exam.paper, draws)
    examples = {
        check.id: list(dict.fromkeys(data for paper in papers for data in paper.examples[check.id]))
        for check in exam.checks
    }
    styles = _styles(course, exam.lesson) if lenient else []
    twins = []
    for check in exam.checks:
        if not check.objects:  # an object is no answer that could be compared
            twins.append(replace(check, id=f"{check.id}, each answer", needs=(), test=_twin(check, styles)))
            examples[twins[-1].id] = examples[check.id]
    return replace(exam, checks=(*exam.checks, *twins), paper=Paper(examples)), problems


def tolerance_of(check: Check) -> float:
    """What the lesson of this check allows an answer to be off, measured as `close` does."""
    return float(body_of(check).__globals__.get("TOLERANCE", USUAL_TOLERANCE))


class Beside(Submission):
    """Answers with the reference's answers, and asks a submission for its own: `Mismatch` when it differs.

    An answer is open where one of the `styles` does not agree with the reference either, such as a random number: there
    only the checks themselves can speak.
    """

    def __init__(self, submission: Any, reference: ModuleType, styles: Sequence[ModuleType], tolerance: float) -> None:
        super().__init__(submission._ask)
        self._other, self._reference = submission, LocalSubmission(reference)
        self._styles, self._tolerance = [LocalSubmission(style) for style in styles], tolerance

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        if kind == "get":
            return self._reference._answer(name, arguments, kind)
        quiet = tuple(one.function if isinstance(one, Recorded) else one for one in arguments)
        try:
            answer = self._reference._answer(name, arguments, kind)
        except Exception as error:
            with contextlib.suppress(StudentError):
                self._other._answer(name, quiet, kind)
                raise Mismatch("the call went through", expected=type(error).__name__) from None
            raise
        value, after = self._other._answer(name, quiet, "observe")
        try:
            self._compare(answer, (value, after))
        except Mismatch:
            if not self._is_open(name, quiet, answer):
                raise
        return answer

    def _compare(self, want: tuple[Any, Any], got: tuple[Any, Any]) -> None:
        same(got[0], want[0], self._tolerance)
        unchanged(got[1], want[1])

    def _is_open(self, name: str, arguments: tuple[Any, ...], want: tuple[Any, Any]) -> bool:
        """Whether correct styles answer otherwise than the reference."""
        for style in self._styles:
            try:
                with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
                    self._compare(want, style._answer(name, arguments, "observe"))
            except Exception:  # whatever a style does here, the lesson's checks find it right
                return True
        return False


def same(got: Any, want: Any, tolerance: float) -> None:
    """`close`, also for texts, None and arrays that are not finite everywhere."""
    if want is None or isinstance(want, str):
        holds(type(got) is type(want) and got == want, "", expected=want, got=got)
    elif isinstance(want, np.ndarray) and want.ndim and not np.isfinite(want).all():
        alike = isinstance(got, np.ndarray) and got.shape == want.shape and got.dtype.kind in "iuf"
        holds(alike and np.allclose(got, want, tolerance, tolerance, equal_nan=True), "", expected=want, got=got)
    else:
        close(got, want, tolerance)


def _twin(check: Check, styles: Sequence[ModuleType]) -> Callable[..., None]:
    body, tolerance = body_of(check), tolerance_of(check)

    def answers_agree(submission: Any, reference: ModuleType, **arguments: Any) -> None:
        body(submission=Beside(submission, reference, styles, tolerance), reference=reference, **arguments)

    return answers_agree


def _styles(course: Course, lesson: Lesson) -> list[ModuleType]:
    """The correct styles, imported here: like the reference, they are the course's own files."""
    loaded = []
    for style in correct_styles(course.root, lesson.id):
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            loaded.append(load_module(style.path, f"downslope_style_{lesson.module}_{style.id}"))
    return loaded


def _papers(course: Course, lesson: Lesson, first: Paper, draws: int) -> tuple[list[Paper], list[str]]:
    """Papers with enough draws in all, drawn in several processes, and what went wrong with others."""
    each = max(1, sum(len(examples) for examples in first.examples.values()))
    count = min(_MOST_PAPERS, -(-draws // each))
    keys = [(f"equivalence {number}".encode(), False) for number in range(count)]
    keys += [(f"extremes {number}".encode(), True) for number in range(EXTREME_PAPERS)]
    context = multiprocessing.get_context("fork" if has_zygote() else "spawn")
    with ProcessPoolExecutor(min(default_jobs(), len(keys)), context) as pool:
        drawn = list(pool.map(partial(_draw, course.root, lesson.id), keys))
    return [one for one in drawn if isinstance(one, Paper)], [one for one in drawn if isinstance(one, str)]


def _draw(root: Path, lesson_id: str, key: tuple[bytes, bool]) -> Paper | str:
    course = load_course(root)
    (lesson,) = pick_lessons(course, [lesson_id])
    try:
        return _extreme_paper(course, lesson, key[0]) if key[1] else set_exam(course, [lesson], key[0])[0].paper
    except CourseError as error:
        return f"with the key {key[0].decode()!r}: {error}"


def _extreme_paper(course: Course, lesson: Lesson, key: bytes) -> Paper:
    """A paper from the ends of the strategies, however few different examples there are. It is not cached."""
    checks, registry, reference = load_lesson(course, lesson)
    checks = tuple(replace(check, at_least=1) for check in checks)
    with _at_the_ends():
        paper = Paper({check.id: exams._draw(check, course, key, registry, check.id) for check in checks})
    exams._prove(
        LessonExam(lesson, checks, paper, registry, reference, default_cache()), f"autograder_tests/{lesson.id}"
    )
    return paper


class _Ends(exams._QuietProvider):
    """Draws every other bounded number from the ends of its range."""

    def draw_integer(self, min_value: int | None = None, max_value: int | None = None, **others: Any) -> int:
        """An integer, often the least or the greatest."""
        value = super().draw_integer(min_value, max_value, **others)
        return int(self._perhaps_an_end(value, [end for end in (min_value, max_value) if end is not None]))

    def draw_float(self, *, min_value: float = -np.inf, max_value: float = np.inf, **others: Any) -> float:
        """A float, often the least or the greatest."""
        value = super().draw_float(min_value=min_value, max_value=max_value, **others)
        return float(self._perhaps_an_end(value, [end for end in (min_value, max_value) if np.isfinite(end)]))

    def _perhaps_an_end(self, value: Any, ends: list[Any]) -> Any:
        assert self._random is not None
        return self._random.choice(ends) if ends and self._random.random() < 0.5 else value


@contextlib.contextmanager
def _at_the_ends() -> Iterator[None]:
    """Within it, papers are drawn by `_Ends`."""
    usual = providers.AVAILABLE_PROVIDERS[exams._BACKEND]
    providers.AVAILABLE_PROVIDERS[exams._BACKEND] = _Ends
    try:
        yield
    finally:
        providers.AVAILABLE_PROVIDERS[exams._BACKEND] = usual
