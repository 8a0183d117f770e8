"""What the catalogued mistakes answer on a paper: found out once for each check, by whichever process comes first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ROOT

from grader import mistakes
from grader.catalogue import misconceptions
from grader.exam import LessonExam
from grader.model import Course
from grader.worker.nursery import Nursery

STEP = "03_update_step"


def test_answers_are_found_out_once_and_again_when_they_are_damaged(
    course: Course, nursery: Nursery, exam_of: Callable[..., LessonExam], monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = exam_of("01_derivative", b"another key")
    first = mistakes.answers(exam, course, nursery)
    exam.memory.clear()
    with monkeypatch.context() as patched:
        patched.setattr(mistakes, "play_all", None)
        assert mistakes.answers(exam, course, nursery) == first
    assert {one.id for one in first.mistakes} == {one.id for one in misconceptions(ROOT, "01_derivative")}
    assert all(one.failed[one.caught_by] for one in first.mistakes if not _ends(one.title))
    assert all(one.failed.keys() == first.right.keys() for one in first.mistakes)
    assert set(first.right) == {check.id for check in exam.checks}
    assert all(len(first.right[check.id]) == len(exam.paper.examples[check.id]) for check in exam.checks)
    digest = mistakes.digest_of(exam, course)
    for kept in (f"01_derivative-{digest}.answers", f"01_derivative-{digest}.{first.mistakes[0].id}.answers"):
        place = exam.cache / kept
        place.write_bytes(place.read_bytes()[:-1])
        exam.memory.clear()
        assert mistakes.answers(exam, course, nursery) == first


def test_only_what_is_asked_for_is_found_out_and_nobody_does_it_again(
    course: Course, nursery: Nursery, exam_of: Callable[..., LessonExam], monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = exam_of(STEP, b"a key of its own")
    sat: list[tuple[str, str]] = []
    sit = mistakes.sat_in_full

    def noted(one: LessonExam, nursery: Nursery, source: Any, checks: list[str]) -> Any:
        sat.extend((source.cells[0], check) for check in checks)
        return sit(one, nursery, source, checks)

    monkeypatch.setattr(mistakes, "sat_in_full", noted)
    catalogue = misconceptions(ROOT, STEP)
    texts = {one.id: one.path.read_text(encoding="utf-8") for one in catalogue}
    one, other, *_ = (check.id for check in exam.checks)
    some = {catalogue[0].id, catalogue[3].id}
    assert {one.id for one in mistakes.mistakes(exam, course, nursery, {one}, some)} == some
    exam.memory.clear()  # another process comes
    found = mistakes.mistakes(exam, course, nursery, {one, other})
    assert [mistake.id for mistake in found] == [misconception.id for misconception in catalogue]
    assert all(mistake.failed.keys() == {one, other} for mistake in found)
    assert mistakes.mistakes(exam, course, nursery, {other}) == found
    assert sorted(sat) == sorted((text, check) for text in texts.values() for check in (one, other))


def test_what_is_found_out_of_a_check_does_not_depend_on_the_others(
    course: Course, nursery: Nursery, exam_of: Callable[..., LessonExam], monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = exam_of("12_initialization", b"a key of its own")
    check, some = "normal_follows_its_seed", {"seeded_once", "global_seed", "ignores_the_seed"}
    alone = mistakes.mistakes(exam, course, nursery, {check}, some)
    monkeypatch.setattr(mistakes, "kept", lambda *others: None)
    exam.memory.clear()
    among = mistakes.mistakes(exam, course, nursery, {one.id for one in exam.checks}, some)
    assert [one.failed[check] for one in alone] == [one.failed[check] for one in among]
    assert all(one.failed[check] for one in alone)


def _ends(title: str) -> bool:
    """Whether a mistake ends its worker, so that it has no answers."""
    return bool(re.search("never|endless", title))
