"""Whether a survivor is the solution in other words: it is asked what 10 000 examples ask, and must answer the same.

The examples are drawn with many keys, and from the ends of the strategies. The bodies of the hidden tests run with the
reference, and each call that they make becomes a question: what a check does not look at is looked at here.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from hypothesis.internal.conjecture import providers
from msgspec.structs import replace

from grader import exam as exams
from grader.catalogue import correct_styles
from grader.checks import Check, Recorded, close, holds, unchanged
from grader.course import load_course, pick_lessons
from grader.errors import CourseError, ExampleEnded, Mismatch, StudentError, WireError
from grader.exam import LessonExam, body_of, load_lesson, load_module
from grader.model import Course, Lesson, Source
from grader.paper import Paper
from grader.proxy import LocalSubmission
from grader.sitting import Candidate
from grader.worker.calls import MAX_ANSWER, MAX_REMEMBERED, Answer, Call, Sealed
from grader.worker.nursery import Nursery

DRAWS = 10_000
USUAL_TOLERANCE = 1e-9  # that of `close`
EXTREME_PAPERS = 4


class Question:
    """A call of a function; and what the reference gives: a value and the arguments afterwards, or an exception."""

    __slots__ = ("after", "arguments", "call", "name", "raised", "right", "value")

    def __init__(
        self, call: Call, arguments: tuple[Any, ...], value: Any, after: list[Any] | None, raised: str
    ) -> None:
        self.call, self.name, self.arguments = call, call.name, arguments
        self.value, self.after, self.raised = value, after, raised
        self.right: set[bytes] = set()  # answers, byte for byte, that were found to agree


class LongExam(NamedTuple):
    """What a lesson's survivors are asked. An answer may be `tolerance` off, measured as `close` does.

    `exam` is the lesson's exam with all these examples, for answers that only its checks can judge.
    """

    exam: LessonExam
    questions: list[Question]
    tolerance: float


def draws_of(checks: Sequence[Check], usual: int) -> int:
    """How many examples survivors sit: fewer than usual where a lesson's hidden tests say so (DRAWS), being slow."""
    return min(usual, int(_constant(checks, "DRAWS", usual)))


def draw(root: Path, lesson_id: str, number: int, extreme: bool) -> Paper | str:
    """A paper of a long exam, always the same for a number, from the ends if `extreme`; or what went wrong."""
    course = load_course(root)
    (lesson,) = pick_lessons(course, [lesson_id])
    checks, registry, _ = load_lesson(course, lesson)
    key = f"{'extremes' if extreme else 'equivalence'} {number}".encode()
    try:
        with _at_the_ends() if extreme else contextlib.nullcontext():
            few = [replace(check, at_least=1) for check in checks]
            return Paper({check.id: exams._draw(check, course, key, registry, check.id) for check in few})
    except CourseError as error:
        return f"with the key {key.decode()!r}: {error}"


def long_exam(exam: LessonExam, papers: Sequence[Paper]) -> LongExam:
    """The lesson's exam with the examples of all these papers, and the questions that they ask.

    `CourseError` when the reference fails one of the examples.
    """
    examples = {
        check.id: list(dict.fromkeys(data for paper in papers for data in paper.examples[check.id]))
        for check in exam.checks
    }
    whole = replace(exam, paper=Paper(examples), memory={})
    questions: dict[bytes | int, Question] = {}
    for check in exam.checks:
        if not check.objects:  # an object is no answer that could be compared
            _ask_reference(whole, check, questions)
    return LongExam(whole, list(questions.values()), float(_constant(exam.checks, "TOLERANCE", USUAL_TOLERANCE)))


def differences(
    long: LongExam, lesson: Lesson, source: Source, nursery: Nursery, functions: frozenset[str] | None
) -> Iterator[Question]:
    """The questions that a submission answers otherwise, one by one. Where it loses its worker, it ends.

    Only questions about these `functions` are asked, or all of them with None.
    """
    asked = [one for one in long.questions if functions is None or one.name in functions]
    with Candidate(nursery, lesson, source) as candidate:
        for question, answer in zip(asked, candidate.round([one.call for one in asked]), strict=False):
            if not _agrees(question, answer, long.tolerance):
                yield question


def is_open(question: Question, styles: Sequence[ModuleType], tolerance: float) -> bool:
    """Whether correct styles do not answer as the reference does either, such as with random numbers."""
    for style in styles:
        try:
            with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
                value, after = LocalSubmission(style)._answer(question.name, question.arguments, "observe")
            if question.raised:
                return True
            same(value, question.value, tolerance)
            unchanged(after, question.after or [])
        except Exception as error:  # whatever a style does here, the lesson's checks find it right
            if type(error).__name__ != question.raised:
                return True
    return False


def load_styles(course: Course, lesson: Lesson) -> list[ModuleType]:
    """The correct styles, imported here: like the reference, they are the course's own files."""
    loaded = []
    for style in correct_styles(course.root, lesson.id):
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            loaded.append(load_module(style.path, f"downslope_style_{lesson.module}_{style.id}"))
    return loaded


def same(got: Any, want: Any, tolerance: float) -> None:
    """`close`, also for texts, None and arrays that are not finite everywhere."""
    if want is None or isinstance(want, str):
        holds(type(got) is type(want) and got == want, "", expected=want, got=got)
    elif isinstance(want, np.ndarray) and want.ndim and not np.isfinite(want).all():
        alike = isinstance(got, np.ndarray) and got.shape == want.shape and got.dtype.kind in "iuf"
        holds(alike and np.allclose(got, want, tolerance, tolerance, equal_nan=True), "", expected=want, got=got)
    else:
        close(got, want, tolerance)


class _Asking(LocalSubmission):
    """The reference in the place of a submission; every call is noted as a question, equal ones once."""

    def __init__(self, module: ModuleType, questions: dict[bytes | int, Question]) -> None:
        super().__init__(module)
        self._questions = questions

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        if kind == "get":
            return super()._answer(name, arguments, kind)
        quiet = tuple(one.function if isinstance(one, Recorded) else one for one in arguments)
        call = Call(name, quiet, "observe")
        place = len(self._questions) if call.functions else b"".join(call.encoded)  # functions can look equal
        try:
            value, after = super()._answer(name, arguments, kind)
        except Exception as error:
            self._questions.setdefault(place, Question(call, quiet, None, None, type(error).__name__))
            raise
        self._questions.setdefault(place, Question(call, quiet, value, after, ""))
        return value, after


def _ask_reference(exam: LessonExam, check: Check, questions: dict[bytes | int, Question]) -> None:
    body, asking = body_of(check), _Asking(exam.reference, questions)
    for arguments in exam.examples(check):
        try:
            body(submission=asking, reference=exam.reference, **arguments)
        except Exception as error:
            raise CourseError(check.id, [f"the reference fails a further example: {error} for {arguments}"]) from error


def _agrees(question: Question, answer: Answer | Sealed | ExampleEnded, tolerance: float) -> bool:
    if isinstance(answer, StudentError):
        return answer.kind == question.raised
    if question.raised or isinstance(answer, ExampleEnded):
        return False
    if answer.raw in question.right:
        return True
    try:
        opened = answer.opened()
        same(opened.value, question.value, tolerance)
        unchanged(opened.arguments, question.after or [])
    except (Mismatch, WireError):
        return False
    if not question.call.functions and len(answer.raw) <= MAX_ANSWER and len(question.right) < MAX_REMEMBERED:
        question.right.add(answer.raw)
    return True


def _constant(checks: Sequence[Check], name: str, usual: float) -> float:
    """A constant of the hidden tests that these checks are from."""
    found: float = body_of(checks[0]).__globals__.get(name, usual)
    return found


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
