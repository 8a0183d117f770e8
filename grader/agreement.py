"""Whether a survivor is the solution in other words: it is asked what 10 000 examples ask, and must answer the same.

The examples are drawn in `further.py`. The bodies of the hidden tests run with the reference, and each call that they
make becomes a question: what a check does not look at is looked at here.
"""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Collection, Container, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace

from grader.catalogue import correct_styles
from grader.checks import Check, Recorded, close, holds, identical, unchanged
from grader.errors import CourseError, Mismatch, WireError
from grader.exam import LessonExam, body_of, load_module
from grader.forked import Hung, limit_next
from grader.further import constant_of
from grader.model import Course, Lesson
from grader.paper import Paper
from grader.proxy import LocalSubmission
from grader.worker.calls import Call

USUAL_TOLERANCE = 1e-9  # that of `close`
_SAMPLE, _MOSTLY = 40, 0.5  # questions that are looked at, and the share of them that must be open


class Question(NamedTuple):
    """A call of a function; and what the reference gives: a value and the arguments afterwards, or an exception."""

    name: str
    arguments: tuple[Any, ...]
    value: Any
    after: list[Any] | None
    raised: str


Place = bytes | int  # where a question is found: under the bytes of its call, or a number if that has functions


class LongExam(NamedTuple):
    """What a lesson's survivors are asked. An answer may be `tolerance` off, measured as `close` does.

    `exam` is the lesson's exam with the examples that they have not sat yet, for answers that only checks can judge.
    """

    exam: LessonExam
    questions: dict[Place, Question]
    tolerance: float


def functions_called(exam: LessonExam) -> dict[str, set[str]]:
    """By check id, the functions and constants of a submission that its examples ask for."""
    called: dict[str, set[str]] = {}
    for check in exam.checks:
        spy = _Spying(exam.reference)
        for arguments in exam.examples(check):
            body_of(check)(submission=spy, reference=exam.reference, **arguments)
        called[check.id] = spy.names
    return called


def long_exam(exam: LessonExam, papers: Sequence[Paper]) -> LongExam:
    """What the lesson's exam and the examples of all these papers ask; those that are in its own paper are no news.

    `CourseError` when the reference fails one of the examples.
    """
    drawn = {check.id: dict.fromkeys(data for paper in papers for data in paper.examples.get(check.id, ()))
             for check in exam.checks}  # fmt: skip
    own = {check: set(examples) for check, examples in exam.paper.examples.items()}
    further = {check: [data for data in some if data not in own[check]] for check, some in drawn.items()}
    long = replace(exam, paper=Paper(further), memory={})
    questions: dict[Place, Question] = {}
    for check in exam.checks:
        if not check.objects:  # an object is no answer that could be compared
            _ask_reference(exam, check, questions)
            _ask_reference(long, check, questions)
    return LongExam(long, questions, float(constant_of(exam.checks, "TOLERANCE", USUAL_TOLERANCE)))


class Examinee(LocalSubmission):
    """A module that sits an exam. `settled` are the questions of the long one that it answers rightly there."""

    def __init__(self, module: ModuleType, long: LongExam) -> None:
        super().__init__(module)
        self.settled: set[Place] = set()
        self._long = long

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        value, after = super()._answer(name, arguments, kind)
        with contextlib.suppress(WireError):  # it may be asked about its own answers, of whatever kind these are
            place = b"".join(Call(name, arguments, "observe").encoded)
            question = self._long.questions.get(place)  # functions can look equal, but no question has this place then
            if question is not None and not question.raised and _is_same(value, after, question, self._long.tolerance):
                self.settled.add(place)
        return value, after


def differences(
    long: LongExam, module: ModuleType, functions: Container[str], seconds: float, settled: Container[Place] = ()
) -> Iterator[Question]:
    """The questions that a module answers otherwise, or not within `seconds`, one by one. For a child of `forked.py`.

    Only questions about these `functions` are asked, and none that is `settled`.
    """
    asked = LocalSubmission(module)
    for place, question in long.questions.items():
        if question.name in functions and place not in settled:
            limit_next(seconds)
            if not _agrees(asked, question, long.tolerance):
                limit_next(0)
                yield question
    limit_next(0)


def failed(exam: LessonExam, asked: LocalSubmission, checks: Collection[str], seconds: float) -> str:
    """What fails first of these checks, each example within `seconds`. For a child of `forked.py`."""
    for check in exam.checks:
        for arguments in exam.examples(check) if check.id in checks else ():
            limit_next(seconds)
            try:
                body_of(check)(submission=asked, reference=exam.reference, **arguments)
            except (Exception, Hung) as error:
                limit_next(0)
                return f"{check.id}: {str(error) or type(error).__name__}"
    limit_next(0)
    return ""


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


def is_free(name: str, long: LongExam, styles: Sequence[ModuleType]) -> bool:
    """Whether a function's answers are mostly open: there, styles that agree on a question do so by chance."""
    asked = [one for one in long.questions.values() if one.name == name]
    some = asked[:: max(1, len(asked) // _SAMPLE)]
    return sum(is_open(one, styles, long.tolerance) for one in some) > _MOSTLY * len(some)


def load_styles(course: Course, lesson: Lesson) -> list[ModuleType]:
    """The correct styles, imported here: like the reference, they are the course's own files."""
    loaded = []
    for style in correct_styles(course.root, lesson.id):
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            loaded.append(load_module(style.path, f"downslope_style_{lesson.module}_{style.id}"))
    return loaded


def load_text(text: str, file: Path) -> ModuleType:
    """A changed text of a file of the course as a module, in a child of `forked.py`."""
    module = ModuleType("downslope_mutant")
    module.__file__ = str(file)
    sys.modules[module.__name__] = module  # dataclasses look up their annotations there
    exec(compile(text, str(file), "exec"), vars(module))
    return module


def same(got: Any, want: Any, tolerance: float) -> None:
    """`close`, also for texts, None and arrays that are not finite everywhere."""
    if want is None or isinstance(want, str):
        holds(type(got) is type(want) and got == want, "", expected=want, got=got)
    elif isinstance(want, np.ndarray) and want.ndim and not np.isfinite(want).all():
        alike = isinstance(got, np.ndarray) and got.shape == want.shape and got.dtype.kind in "iuf"
        holds(alike and np.allclose(got, want, tolerance, tolerance, equal_nan=True), "", expected=want, got=got)
    else:
        close(got, want, tolerance)


class _Spying(LocalSubmission):
    """The reference in the place of a submission; what is asked for is noted by name."""

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module)
        self.names: set[str] = set()

    def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
        self.names.add(name)
        return super()._answer(name, arguments, kind)


class _Asking(LocalSubmission):
    """The reference in the place of a submission; every call is noted as a question, equal ones once."""

    def __init__(self, module: ModuleType, questions: dict[Place, Question]) -> None:
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
            self._questions.setdefault(place, Question(name, quiet, None, None, type(error).__name__))
            raise
        self._questions.setdefault(place, Question(name, quiet, value, after, ""))
        return value, after


def _ask_reference(exam: LessonExam, check: Check, questions: dict[Place, Question]) -> None:
    body, asking = body_of(check), _Asking(exam.reference, questions)
    for arguments in exam.examples(check):
        try:
            body(submission=asking, reference=exam.reference, **arguments)
        except Exception as error:
            raise CourseError(check.id, [f"the reference fails a further example: {error} for {arguments}"]) from error


def _agrees(asked: LocalSubmission, question: Question, tolerance: float) -> bool:
    try:
        value, after = asked._answer(question.name, question.arguments, "observe")
    except Hung:
        return False
    except Exception as error:
        return type(error).__name__ == question.raised
    return not question.raised and _is_same(value, after, question, tolerance)


def _is_same(value: Any, after: list[Any] | None, question: Question, tolerance: float) -> bool:
    try:
        if not identical(value, question.value):
            same(value, question.value, tolerance)
        unchanged(after, question.after or [])
    except Mismatch:
        return False
    return True
