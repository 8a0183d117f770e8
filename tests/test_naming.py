"""Measuring how well mistakes are named, on a small lesson."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT

from grader import naming
from grader.course import find_lesson, load_course
from grader.desk import Assignment
from grader.findings import Diagnosed, Problem
from grader.rewrite import REWRITINGS
from grader.specimens import Specimen, specimens

LESSON = "03_update_step"


@pytest.fixture(scope="module")
def made() -> tuple[list[Specimen], list[Specimen]]:
    """The misconceptions and the right answers of the lesson."""
    course = load_course(ROOT)
    found, _ = specimens(course, find_lesson(course, LESSON))
    return [one for one in found if one.kind == "wrong"][:4], [one for one in found if one.is_right]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where papers are kept, and what the catalogue answers."""
    return tmp_path_factory.mktemp("cache")


def measured(cache: Path, wrong: list[Specimen], right: list[Specimen]) -> tuple[Diagnosed, list[Problem]]:
    first, other = (Assignment(ROOT.resolve(), (LESSON,), key, "strict", cache=cache) for key in (b"1", b"2"))
    return naming.measure(first, other, {LESSON: wrong}, {LESSON: right}, 2)[LESSON]


def test_every_rewritten_mistake_gets_its_name_and_no_right_answer_gets_one(
    cache: Path, made: tuple[list[Specimen], list[Specimen]]
) -> None:
    wrong, right = made
    rate, problems = measured(cache, wrong, right)
    assert rate.wrong == rate.named_rightly == len(wrong) * len(REWRITINGS) > 0
    assert rate.others > len(right)
    assert rate.named_wrongly == 0
    assert problems == []


def test_a_mistake_that_is_named_otherwise_is_a_problem(
    cache: Path, made: tuple[list[Specimen], list[Specimen]]
) -> None:
    wrong, right = made
    exchanged = [one._replace(mistake=other.mistake) for one, other in zip(wrong, [*wrong[1:], wrong[0]], strict=True)]
    rate, problems = measured(cache, exchanged, right)
    assert rate.named_rightly < naming.LEAST_RIGHT * rate.wrong
    assert len(problems) == rate.wrong - rate.named_rightly
    assert all("is named" in problem.what for problem in problems)


def test_a_right_answer_with_a_name_is_a_problem(cache: Path, made: tuple[list[Specimen], list[Specimen]]) -> None:
    wrong, _ = made
    called_right = [wrong[0]._replace(kind="correct", mistake=None)]
    rate, problems = measured(cache, [], called_right)
    assert rate.named_wrongly == 1
    assert "gets the name of another mistake" in problems[0].what


def test_a_name_that_a_second_paper_does_not_confirm_is_wrong() -> None:
    course = load_course(ROOT)
    one = naming._Suspect("a mutant", LESSON, "")
    for confirmed, wrong in (
        ({"doubles": "triples"}, 0),
        ({"doubles": "twin"}, 0),
        ({"doubles": "halves"}, 1),
        ({}, 1),
    ):
        same = {"triples": "triples", "twin": "triples", "halves": "halves"}
        rate, _ = naming._rates(
            find_lesson(course, LESSON), [one], {one.name: {"doubles": "triples"}}, {one.name: confirmed}, same
        )
        assert rate.named_wrongly == wrong
