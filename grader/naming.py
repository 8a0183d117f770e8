"""How well mistakes are named: every catalogued one rewritten in several ways, and answers that are none of them.

A name is right when the rewritten file gets, in the check that catches it, the name of its mistake, or of one that
behaves the same in every check. A name given to another answer, such as a mutant, is wrong when a second paper does
not confirm it: then the submission does not answer as that mistake does.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from grader.batch import grade_all
from grader.course import pick_lessons
from grader.crew import open_crew
from grader.desk import Assignment
from grader.findings import Diagnosed, Problem
from grader.mistakes import answers
from grader.model import Lesson, LessonResult, Result, Source, Submission
from grader.mutate import mutants_of
from grader.rewrite import REWRITINGS
from grader.specimens import Specimen
from grader.tidiness import tests_file
from grader.worker.launch import has_zygote

LEAST_RIGHT = 0.95  # of the rewritten mistakes
MOST_WRONG = 0.02  # of the mutants
MUTANTS = 40  # of each lesson's reference, evenly spread

Classes = dict[str, str]  # by mistake: the first of those that behave the same
_Names = dict[str, str]  # by check: the name that was given


class _Suspect(NamedTuple):
    """A text that may get a name; `mistake` is what it shows, and `check` catches that; empty for others."""

    name: str
    lesson: str
    text: str
    mistake: str = ""
    check: str = ""
    is_right: bool = False


def measure(
    assignment: Assignment,
    other: Assignment,
    catalogue: Mapping[str, Sequence[Specimen]],
    right: Mapping[str, Sequence[Specimen]],
    jobs: int,
) -> dict[str, tuple[Diagnosed, list[Problem]]]:
    """By lesson, the rates and what is wrong with them. `other` has another key; `right` are right answers."""
    assignment, other = (replace(one, diagnosed=True) for one in (assignment, other))
    lessons = pick_lessons(assignment.course(), assignment.lessons)
    same = _find_out(assignment, lessons, jobs)
    _find_out(other, lessons, jobs)
    suspects = [one for lesson in lessons for one in _suspects(assignment, lesson, catalogue, right)]
    named = _named(assignment, lessons, suspects, jobs)
    doubtful = [one for one in suspects if not one.mistake and named.get(one.name)]
    confirmed = _named(other, lessons, doubtful, jobs)
    return {
        lesson.id: _rates(
            lesson, [one for one in suspects if one.lesson == lesson.id], named, confirmed, same[lesson.id]
        )
        for lesson in lessons
    }


def _suspects(
    assignment: Assignment,
    lesson: Lesson,
    catalogue: Mapping[str, Sequence[Specimen]],
    right: Mapping[str, Sequence[Specimen]],
) -> Iterator[_Suspect]:
    for specimen in catalogue.get(lesson.id, ()):
        text = specimen.submission.sources[lesson.id].cells[0]
        assert specimen.mistake is not None
        for how, rewritten in REWRITINGS.items():
            name = f"{specimen.submission.student}, {how}"
            yield _Suspect(name, lesson.id, rewritten(text), specimen.mistake.id, specimen.mistake.caught_by)
    for specimen in right.get(lesson.id, ()):
        text = specimen.submission.sources[lesson.id].cells[0]
        yield _Suspect(specimen.submission.student, lesson.id, text, is_right=True)
    root = assignment.course().root
    made = mutants_of((root / "solutions" / lesson.id / f"{lesson.module}.py").read_text(encoding="utf-8"))
    for number in range(0, len(made), max(1, len(made) // MUTANTS)):
        yield _Suspect(f"{lesson.id}/mutant {made[number].id}", lesson.id, made[number].source)


def _rates(
    lesson: Lesson, suspects: Sequence[_Suspect], named: dict[str, _Names], confirmed: dict[str, _Names], same: Classes
) -> tuple[Diagnosed, list[Problem]]:
    def is_named(one: _Suspect) -> bool:
        given = named[one.name].get(one.check, "")
        return same.get(given, given) == same.get(one.mistake, one.mistake)

    def is_wrong(one: _Suspect) -> bool:
        again = confirmed.get(one.name, {})
        return any(
            same.get(again.get(check, ""), again.get(check)) != same.get(name, name)
            for check, name in named[one.name].items()
        )

    wrong = [one for one in suspects if one.mistake]
    missed = [one for one in wrong if not is_named(one)]
    right = [one for one in suspects if one.is_right and named[one.name]]
    others = [one for one in suspects if not one.mistake]
    misled = [one for one in others if (one.is_right and named[one.name]) or is_wrong(one)]
    problems = []
    if len(missed) > (1 - LEAST_RIGHT) * len(wrong):
        what_to_do = "Give the check that catches it examples on which it alone answers so, or make it one mistake."
        problems += [
            Problem(
                tests_file(lesson), f"{one.name} is named {named[one.name].get(one.check, 'not at all')}", what_to_do
            )
            for one in missed
        ]
    if right or len(misled) > MOST_WRONG * len(others):
        what_to_do = "Draw examples on which this answer and the mistake differ."
        problems += [
            Problem(tests_file(lesson), f"{one.name} gets the name of another mistake: {named[one.name]}", what_to_do)
            for one in misled
        ]
    return Diagnosed(len(wrong), len(wrong) - len(missed), len(others), len(misled)), problems


def _find_out(assignment: Assignment, lessons: Sequence[Lesson], jobs: int) -> dict[str, Classes]:
    """What the mistakes answer, kept where the papers are; and which of them behave the same, by lesson."""
    context = multiprocessing.get_context("fork" if has_zygote() else "spawn")
    with ProcessPoolExecutor(min(jobs, len(lessons)), context) as pool:
        found = pool.map(_classes, [assignment] * len(lessons), [lesson.id for lesson in lessons])
        return dict(zip([lesson.id for lesson in lessons], found))


def _classes(assignment: Assignment, lesson_id: str) -> Classes:
    (exam,) = replace(assignment, lessons=(lesson_id,)).exams()
    with assignment.nursery() as nursery:
        known = answers(exam, assignment.course(), nursery)
    first: dict[bytes, str] = {}
    failed = {one.id: msgspec.msgpack.encode(sorted(one.failed.items())) for one in known.mistakes}
    return {name: first.setdefault(behaviour, name) for name, behaviour in failed.items()}


def _named(
    assignment: Assignment, lessons: Sequence[Lesson], suspects: Sequence[_Suspect], jobs: int
) -> dict[str, _Names]:
    """By suspect, the checks that name something, and what."""
    module = {lesson.id: f"{lesson.module}.py" for lesson in lessons}

    def hand_ins() -> Iterator[Submission]:
        for one in suspects:
            source = Source(module[one.lesson], (one.text,), False, one.name)
            yield Submission(one.name, {one.lesson: source}, digest=one.name)

    lesson_of = {one.name: one.lesson for one in suspects}
    found: dict[str, _Names] = {}
    if suspects:
        with open_crew(assignment, jobs, None, max(2, len(suspects))) as crew:
            for submission, result, _ in grade_all(hand_ins(), assignment, crew, len(suspects)):
                lessons_graded = msgspec.json.decode(result, type=Result).lessons
                (graded,) = [one for one in lessons_graded if one.id == lesson_of[submission.student]]
                found[submission.student] = _names_in(graded)
    return found


def _names_in(lesson: LessonResult) -> _Names:
    return {check.id: check.diagnosis.id for check in lesson.checks if check.diagnosis is not None}
