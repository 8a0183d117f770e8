"""Naming the misconception behind a failing check, by behaviour: the submission answers as a catalogued mistake does.

Every mistake in a lesson's `wrong/` folder sits the paper once, in a confined worker, and so does the reference; what
they answered is kept beside the paper. A submission that failed a check plays all of its examples again, and a mistake
is named only if it fails the same examples, and answers there what the submission answers. What text a diagnosis
becomes is not decided here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

import grader
from grader.cache import keep, kept
from grader.catalogue import Misconception, misconception, specimen_files
from grader.errors import CourseError, ExampleEnded, StudentError
from grader.exam import LessonExam
from grader.model import Course, Diagnosis, Evidence, Outcome, Source
from grader.paper import decode_example, encode_example
from grader.ratios import Answered, ratio
from grader.sitting import Candidate, Played, play_all
from grader.worker.calls import Answer, HandleId, Sealed
from grader.worker.nursery import Nursery

CLOSE = 1e-4  # how near to a mistake's answer, as a share of its distance from the right one
_LARGEST = 1 << 1000
EQUAL = 1e-9  # how near where the mistake's answer is the right one, as `grader.checks.close`
EXACT = 1e-11  # how near, so that of two mistakes with nearly the same answers the right one is named

Trace = list[bytes]  # what one example's calls were answered with, in order


class Mistake(msgspec.Struct, frozen=True):
    """A catalogued misconception: by check id, the examples that it fails, and what it answered there."""

    id: str
    title: str
    hint: str
    caught_by: str
    failed: dict[str, dict[int, Trace]]


class Answers(msgspec.Struct, frozen=True):
    """What the reference answered to each example, by check id, and what each of the mistakes did."""

    right: dict[str, dict[int, Trace]]
    mistakes: list[Mistake]


def diagnose(
    exam: LessonExam, course: Course, nursery: Nursery, source: Source, evidence: Sequence[Evidence]
) -> dict[str, Diagnosis]:
    """By check id, the misconception that explains why a check failed; checks that none explains are left out.

    A mistake explains a check if it fails exactly the examples that the submission fails, with the same answers. Of
    several, the one that explains most of the failing checks is named; then, most of the checks that were not sat
    because of these; then, one that answers exactly the same.
    """
    failing = {item.check for item in evidence if item.outcome in (Outcome.FAILED, Outcome.ERROR)}
    if not failing or not (exam.sealed or _wrong(exam, course).is_dir()):
        return {}
    known = answers(exam, course, nursery)
    again = sat_in_full(exam, nursery, source, failing)
    played = {check: examples for check, examples in again.items() if examples}  # the others failed by chance
    explained = _explained(known, played)
    fitting = {check: [one for one in known.mistakes if check in explained[one.id]] for check in played}
    elsewhere: dict[str, set[str]] = {}
    if any(len(some) > 1 for some in fitting.values()):
        blocked = {item.check for item in evidence if item.outcome == Outcome.SKIPPED}
        elsewhere = _explained(known, sat_in_full(exam, nursery, source, blocked))

    def rank(mistake: Mistake, check: str) -> tuple[object, ...]:
        exact = _is_exact(mistake.failed[check], played[check])
        more = len(elsewhere.get(mistake.id, ()))
        own = mistake.caught_by == check
        return -len(explained[mistake.id]), -more, not exact, not own, len(mistake.failed), mistake.id

    found: dict[str, Diagnosis] = {}
    for check, examples in played.items():
        if fitting[check]:
            best = min(fitting[check], key=lambda mistake: rank(mistake, check))
            found[check] = Diagnosis(best.id, best.title, best.hint)
        else:
            right = known.right.get(check, {})
            answered = [Answered(_plain(one), _open(right.get(n, [])), one.rows) for n, one in examples.items()]
            if factor := ratio(answered):
                found[check] = factor
    return found


def answers(exam: LessonExam, course: Course, nursery: Nursery) -> Answers:
    """What the reference and the mistakes answer on this paper: found out once, then taken from the cache.

    A packaged exam carries them with its paper, and does not have the mistakes themselves.
    """
    known: Answers | None = exam.memory.get(_PLACE)
    if known is None:
        place = exam.cache / f"{exam.lesson.id}{'' if exam.sealed else f'-{digest_of(exam, course)}'}.answers"
        known = kept(place, Answers)
        if known is None and exam.sealed:
            raise CourseError(str(place), ["missing or damaged. Make the package again with `grader package`"])
        if known is None:
            known = _find_out(exam, course, nursery, place)
        exam.memory[_PLACE] = known
    return known


_NUMBERS = re.compile(r"\d+")
# With another method, what was found out before is no longer it.
_METHOD = "each check with a file that was run anew, numbers of exceptions"
_PLACE = "what its mistakes answer"  # in an exam's memory; no check has such an id


def digest_of(exam: LessonExam, course: Course) -> str:
    """Of everything that decides what the mistakes answer, and what is said of them."""
    checks = [check.id for check in exam.checks]  # an exam may be sat in part
    parts = [_METHOD, exam.paper, checks, exam.lesson.limits, grader.__version__, np.__version__]
    whole = hashlib.sha256(msgspec.msgpack.encode(parts))
    for path in [_reference(exam, course), *sorted(_wrong(exam, course).glob("*.py"))]:
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:32]


def sat_in_full(
    exam: LessonExam, nursery: Nursery, source: Source, checks: Collection[str]
) -> dict[str, dict[int, Played]]:
    """By check id, the examples that a submission fails. Checks that lost a worker are left out.

    The file is run again before each check, so that what it shows is the same whichever others are sat: answers may
    depend on earlier calls, such as those of a generator that is seeded once.
    """
    found: dict[str, dict[int, Played]] = {}
    with Candidate(nursery, exam.lesson, source, afresh=True) as candidate:
        for check in exam.checks:
            played = play_all(exam, check, candidate) if check.id in checks else None
            if played is not None:
                found[check.id] = _failed(played)
    return found


def _find_out(exam: LessonExam, course: Course, nursery: Nursery, place: Path) -> Answers:
    """Have the reference and every mistake sit the paper, and keep what came of it at `place`.

    Other processes may be at it too. So each mistake is kept by itself meanwhile, and everybody takes the mistakes in
    an order of their own. Nothing that they did stays in the exam's memory.
    """
    alone = msgspec.structs.replace(exam, memory={})
    right: dict[str, dict[int, Trace]] = {}
    with Candidate(nursery, exam.lesson, _source(exam, _reference(exam, course))) as candidate:
        for check in exam.checks:
            played = play_all(alone, check, candidate) or []
            right[check.id] = {number: _stored(one) for number, one in enumerate(played)}
    catalogue = list(_catalogue(exam, course))
    parts = {one.id: place.with_suffix(f".{one.id}") for one in catalogue}
    mistakes: dict[str, Mistake] = {}
    for one in random.Random(os.getpid()).sample(catalogue, len(catalogue)):
        if (whole := kept(place, Answers)) is not None:
            return whole
        mistake = kept(parts[one.id], Mistake)
        if mistake is None:
            mistake = _sat_by(one, alone, nursery)
            keep(parts[one.id], mistake)
        mistakes[one.id] = mistake
    found = Answers(right, [mistakes[one.id] for one in catalogue])
    keep(place, found)
    for part in parts.values():
        part.unlink(missing_ok=True)
    return found


def _sat_by(one: Misconception, exam: LessonExam, nursery: Nursery) -> Mistake:
    sat = sat_in_full(exam, nursery, _source(exam, one.path), [check.id for check in exam.checks])
    failed = {check: {n: _stored(each) for n, each in examples.items()} for check, examples in sat.items()}
    return Mistake(one.id, one.title, one.hint, one.caught_by, {check: some for check, some in failed.items() if some})


def _explained(known: Answers, played: dict[str, dict[int, Played]]) -> dict[str, set[str]]:
    """By mistake, the checks in which it fails the very examples that a submission fails, with the same answers."""
    explained: dict[str, set[str]] = {mistake.id: set() for mistake in known.mistakes}
    for check, examples in played.items():
        got = {number: _plain(one) for number, one in examples.items()}
        right = {number: _open(known.right.get(check, {}).get(number, [])) for number in got}
        for mistake in known.mistakes:
            failed = mistake.failed.get(check, {})
            if failed.keys() == got.keys() and all(_alike(got[n], _open(failed[n]), right[n]) for n in got):
                explained[mistake.id].add(check)
    return explained


def _is_exact(mistaken: dict[int, Trace], got: dict[int, Played]) -> bool:
    """Whether no number of these answers is farther from the mistake's than rounding explains."""
    return all(_alike(_plain(got[number]), _open(trace), None, EXACT) for number, trace in mistaken.items())


def _alike(got: Any, mistaken: Any, right: Any, share: float = CLOSE) -> bool:
    """Whether an answer is that of the mistake: nearer to it by far than the mistake is to the right one.

    With None in the place of a right number, the distance is measured by the mistake's answer itself.
    """
    if isinstance(mistaken, dict):
        if not isinstance(got, dict) or got.keys() != mistaken.keys():
            return False
        parts = right if isinstance(right, dict) else {}
        return all(_alike(got[name], mistaken[name], parts.get(name), share) for name in mistaken)
    if isinstance(mistaken, list):
        if not isinstance(got, list) or len(got) != len(mistaken):
            return False
        rest = right if isinstance(right, list) and len(right) == len(mistaken) else [None] * len(mistaken)
        return all(_alike(*three, share) for three in zip(got, mistaken, rest, strict=True))
    if not _is_numeric(mistaken) or not _is_numeric(got):
        return type(got) is type(mistaken) and bool(got == mistaken)
    if isinstance(got, np.ndarray) != isinstance(mistaken, np.ndarray) or np.shape(got) != np.shape(mistaken):
        return False
    with np.errstate(all="ignore"):
        apart = _distance(got, mistaken)
        size = max(1.0, _distance(mistaken, 0.0))
        comparable = _is_numeric(right) and np.shape(right) == np.shape(mistaken)
        off = _distance(mistaken, right) if comparable else size
        return apart <= (share * off if off > EQUAL * size else EQUAL * size)


def _distance(one: Any, other: Any) -> float:
    """The largest difference of two numbers or arrays; what is not finite in the same way in both counts as equal."""
    a, b = np.asarray(one, complex), np.asarray(other, complex)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    apart = np.where(same, 0.0, np.abs(a - b))
    return float(np.nan_to_num(apart, nan=np.inf).max(initial=0.0))


def _is_numeric(value: Any) -> bool:
    if isinstance(value, int) and abs(value) > _LARGEST:  # larger than any float: only equal to itself
        return False
    return isinstance(value, int | float | complex | np.number | np.bool_) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "biufc"
    )


def _plain(played: Played) -> list[Any]:
    return [_data(answer) for answer in played.answers]


def _data(answer: Answer | Sealed | ExampleEnded) -> Any:
    """An answer as data that can be compared and kept: what came back, and the arguments as they were after the call.

    Of an exception its kind and the numbers in its text, such as two sizes that do not fit; of an object that something
    came back. The names and words that a student chose do not count.
    """
    if isinstance(answer, StudentError):
        return " ".join(["raised", answer.kind, *_NUMBERS.findall(answer.text)])
    if isinstance(answer, ExampleEnded):
        return f"ended in {type(answer).__name__}"
    opened = answer.opened()
    value = "an object" if type(opened.value) is HandleId else opened.value
    return value if opened.arguments is None else [value, opened.arguments]


def _stored(played: Played) -> Trace:
    return [encode_example({"": data}, {}) for data in _plain(played)]


def _open(trace: Trace) -> list[Any]:
    return [decode_example(data, {})[""] for data in trace]


def _failed(played: Sequence[Played]) -> dict[int, Played]:
    return {number: one for number, one in enumerate(played) if one.verdict[0] != Outcome.PASSED}


def _source(exam: LessonExam, path: Path) -> Source:
    return Source(f"{exam.lesson.module}.py", (path.read_text(encoding="utf-8"),), False, "")


def _reference(exam: LessonExam, course: Course) -> Path:
    return course.root / "solutions" / exam.lesson.id / f"{exam.lesson.module}.py"


def _catalogue(exam: LessonExam, course: Course) -> Iterator[Misconception]:
    """The mistakes that say what they show. Grading goes on without the others; `grader audit` finds them."""
    for path in specimen_files(course.root, exam.lesson.id, "wrong"):
        with contextlib.suppress(CourseError):
            yield misconception(path)


def _wrong(exam: LessonExam, course: Course) -> Path:
    return course.root / "autograder_tests" / exam.lesson.id / "wrong"
