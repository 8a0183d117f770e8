"""What the catalogued mistakes answer on a paper, and what the reference does: found out in confined workers, and kept.

They play only the checks that they are asked for, each time the file anew; so what is found out of one check does not
depend on which others were asked for before. A packaged exam has it all with it. Comparing is done in `diagnose.py`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace

import grader
from grader.cache import keep, kept
from grader.catalogue import Misconception, misconception, specimen_files
from grader.errors import CourseError, ExampleEnded, StudentError
from grader.exam import LessonExam
from grader.model import Course, Lesson, Outcome, Source
from grader.paper import decode_example, encode_example
from grader.sitting import Candidate, Played, play_all
from grader.worker.calls import Answer, HandleId, Sealed
from grader.worker.nursery import Nursery

Trace = list[bytes]  # what one example's calls were answered with, in order


class Mistake(msgspec.Struct, frozen=True):
    """A catalogued misconception: by check id, the examples that it fails, and what it answered there.

    Only checks that it was asked for are there. None: it lost its worker, and answers nothing that could be compared.
    """

    id: str
    title: str
    hint: str
    caught_by: str
    failed: dict[str, dict[int, Trace] | None]


class Answers(msgspec.Struct, frozen=True):
    """What the reference answers to each example, by check id, and what each of the mistakes does."""

    right: dict[str, dict[int, Trace]]
    mistakes: list[Mistake]


class _Known:
    """What this process knows of a paper. It lives in the exam's memory."""

    def __init__(self, exam: LessonExam, course: Course) -> None:
        self.right: dict[str, dict[int, Trace]] = {}
        self.mistakes: dict[str, Mistake] = {}
        if exam.sealed:
            place = exam.cache / f"{exam.lesson.id}.answers"
            whole = kept(place, Answers)
            if whole is None:
                raise CourseError(str(place), ["missing or damaged. Make the package again with `grader package`"])
            self.right, self.mistakes = whole.right, {one.id: one for one in whole.mistakes}
            self.catalogue: list[Misconception] = []
        else:
            self.place = exam.cache / f"{exam.lesson.id}-{digest_of(exam, course)}"
            self.catalogue = _catalogue(exam, course)


def is_catalogued(exam: LessonExam, course: Course) -> bool:
    """Whether anything is known of a lesson's mistakes."""
    return exam.sealed or _wrong(exam, course).is_dir()


def right_answers(
    exam: LessonExam, course: Course, nursery: Nursery, checks: Collection[str]
) -> dict[str, dict[int, Trace]]:
    """What the reference answers to each example of these checks, by check id."""
    known = _known(exam, course)
    if not known.right.keys() >= set(checks):
        place = known.place.with_suffix(".answers")
        known.right = kept(place, dict[str, dict[int, Trace]]) or {}
        wanted = [check for check in exam.checks if check.id in checks and check.id not in known.right]
        if wanted:
            alone = replace(exam, memory={})  # nothing that is done here stays in the exam's memory
            source = source_of(exam, _reference(exam, course))
            with Candidate(nursery, _patient(exam), source, afresh=True) as candidate:
                for check in wanted:
                    played = play_all(alone, check, candidate) or []
                    known.right[check.id] = {number: _stored(one) for number, one in enumerate(played)}
            keep(place, known.right)
    return known.right


def mistakes(
    exam: LessonExam, course: Course, nursery: Nursery, checks: Collection[str], some: Collection[str] | None = None
) -> list[Mistake]:
    """The catalogue's mistakes, or `some` of them by id, with what they answer in these checks, and perhaps in others.

    Other processes may be at it too. So everybody takes them in an order of their own, and keeps each by itself.
    """
    known = _known(exam, course)
    catalogue = [one for one in known.catalogue if some is None or one.id in some]
    for one in random.Random(os.getpid()).sample(catalogue, len(catalogue)):
        if one.id not in known.mistakes or not known.mistakes[one.id].failed.keys() >= set(checks):
            known.mistakes[one.id] = _asked(one, exam, nursery, checks, known.place.with_suffix(f".{one.id}.answers"))
    ids = known.mistakes if exam.sealed else [one.id for one in catalogue]
    return [known.mistakes[name] for name in ids if some is None or name in some]


def answers(exam: LessonExam, course: Course, nursery: Nursery) -> Answers:
    """All that there is to know of a paper."""
    every = [check.id for check in exam.checks]
    return Answers(right_answers(exam, course, nursery, every), mistakes(exam, course, nursery, every))


# With another method, what was found out before is no longer it.
_METHOD = "each check with a file that was run anew, numbers of exceptions"
_PLACE = "what its mistakes answer"  # in an exam's memory; no check has such an id


def digest_of(exam: LessonExam, course: Course) -> str:
    """Of everything that decides what the mistakes answer, and what is said of them."""
    parts = [_METHOD, exam.paper, exam.lesson.limits, grader.__version__, np.__version__]
    whole = hashlib.sha256(msgspec.msgpack.encode(parts))
    for path in [_reference(exam, course), *sorted(_wrong(exam, course).glob("*.py"))]:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:32]


def sat_in_full(
    exam: LessonExam, nursery: Nursery, source: Source, checks: Collection[str]
) -> dict[str, dict[int, Played] | None]:
    """By check id, the examples that a submission fails; None where it lost its worker.

    The file is run again before each check, so that what it shows is the same whichever others are sat: answers may
    depend on earlier calls, such as those of a generator that is seeded once.
    """
    found: dict[str, dict[int, Played] | None] = {}
    with Candidate(nursery, exam.lesson, source, afresh=True) as candidate:
        for check in exam.checks:
            if check.id in checks:
                played = play_all(exam, check, candidate)
                found[check.id] = None if played is None else _failed(played)
    return found


def source_of(exam: LessonExam, path: Path) -> Source:
    """A file of the course as a hand-in."""
    return Source(f"{exam.lesson.module}.py", (path.read_text(encoding="utf-8"),), False, "")


def plain(played: Played) -> list[Any]:
    """What the calls of an example were answered with, as data that can be compared."""
    return [_data(answer) for answer in played.answers]


def opened(trace: Trace) -> list[Any]:
    """The same, of a trace."""
    return [decode_example(data, {})[""] for data in trace]


_NUMBERS = re.compile(r"\d+")


def _data(answer: Answer | Sealed | ExampleEnded) -> Any:
    """An answer as data that can be compared and kept: what came back, and the arguments as they were after the call.

    Of an exception its kind and the numbers in its text, such as two sizes that do not fit; of an object that something
    came back. The names and words that a student chose do not count.
    """
    if isinstance(answer, StudentError):
        return " ".join(["raised", answer.kind, *_NUMBERS.findall(answer.text)])
    if isinstance(answer, ExampleEnded):
        return f"ended in {type(answer).__name__}"
    data = answer.opened()
    value = "an object" if type(data.value) is HandleId else data.value
    return value if data.arguments is None else [value, data.arguments]


def _known(exam: LessonExam, course: Course) -> _Known:
    if _PLACE not in exam.memory:
        exam.memory[_PLACE] = _Known(exam, course)
    known: _Known = exam.memory[_PLACE]
    return known


def _asked(one: Misconception, exam: LessonExam, nursery: Nursery, checks: Collection[str], place: Path) -> Mistake:
    """A mistake with what it answers in these checks, and in those that somebody asked for before."""
    before = kept(place, Mistake)
    failed = {} if before is None else dict(before.failed)
    wanted = [check.id for check in exam.checks if check.id in checks and check.id not in failed]
    if wanted:
        alone = replace(exam, lesson=_patient(exam), memory={})
        for check, examples in sat_in_full(alone, nursery, source_of(exam, one.path), wanted).items():
            traces = {number: _stored(each) for number, each in (examples or {}).items()}
            failed[check] = None if examples is None else traces
    mistake = Mistake(one.id, one.title, one.hint, one.caught_by, failed)
    if wanted:
        keep(place, mistake)
    return mistake


def _patient(exam: LessonExam) -> Lesson:
    """The lesson with time for all of its checks, so that none has less because of those before it."""
    limits = exam.lesson.limits
    seconds = limits.check_seconds * (len(exam.checks) + 1)
    return replace(exam.lesson, limits=replace(limits, lesson_seconds=max(limits.lesson_seconds, seconds)))


def _stored(played: Played) -> Trace:
    return [encode_example({"": data}, {}) for data in plain(played)]


def _failed(played: Sequence[Played]) -> dict[int, Played]:
    return {number: one for number, one in enumerate(played) if one.verdict[0] != Outcome.PASSED}


def _reference(exam: LessonExam, course: Course) -> Path:
    return course.root / "solutions" / exam.lesson.id / f"{exam.lesson.module}.py"


def _catalogue(exam: LessonExam, course: Course) -> list[Misconception]:
    """The mistakes that say what they show. Grading goes on without the others; `grader audit` finds them."""
    found = []
    for path in specimen_files(course.root, exam.lesson.id, "wrong"):
        with contextlib.suppress(CourseError):
            found.append(misconception(path))
    return found


def _wrong(exam: LessonExam, course: Course) -> Path:
    return course.root / "autograder_tests" / exam.lesson.id / "wrong"
