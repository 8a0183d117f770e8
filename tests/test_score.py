"""The only arithmetic on points: no evidence, no points; and whatever the weights, all right is full marks."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import Check
from grader.model import Evidence, Lesson, Outcome
from grader.score import CheckScore, Score, score_check, score_lesson, score_submission, tidy

outcomes = st.sampled_from(list(Outcome))
no_faults = st.sampled_from([outcome for outcome in Outcome if outcome != Outcome.FAULT])
weights = st.sampled_from([1.0, 2.5, 0.1, 1 / 3, 7.7])


def check(points: float, name: str = "a") -> Check:
    return Check(name, "A.", points, "", (), True, 1, 1, lambda: None)


def lesson(points: float = 10.0, weight: float = 1.0, bonus: bool = False) -> Lesson:
    return Lesson("01_a", "A", "a", points, weight, bonus)


def sat(one: Lesson, shares: list[float], results: list[Outcome], handed_in: bool = True) -> Score:
    evidence = [Evidence("a", outcome) for outcome in results]
    scores = [score_check(one, check(points), item) for points, item in zip(shares, evidence, strict=True)]
    return score_lesson(one, scores, evidence, handed_in)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_a_check_that_passed_earns_its_points(outcome: Outcome) -> None:
    earned = 7.5 if outcome == Outcome.PASSED else 0
    assert score_check(lesson(weight=2.5), check(3), Evidence("a", outcome)) == CheckScore(earned, 7.5)


def test_no_evidence_earns_nothing() -> None:
    assert score_check(lesson(), check(3), None) == CheckScore(0, 3)


@given(st.lists(st.tuples(st.integers(1, 9), no_faults), min_size=1, max_size=12), weights)
def test_a_lesson_earns_the_weighted_share_of_what_passed(parts: list[tuple[int, Outcome]], weight: float) -> None:
    """The oracle calculates in exact fractions."""
    whole = sum(share for share, _ in parts)
    one = lesson(10.0, weight)
    score = sat(one, [10 * share / whole for share, _ in parts], [outcome for _, outcome in parts])
    passed = sum(share for share, outcome in parts if outcome == Outcome.PASSED)
    exact = Fraction(10) * Fraction(passed, whole) * Fraction(weight)
    assert abs(score.score - exact) <= Fraction(51, 10**6)
    assert score.status == "graded"
    assert (score.score == score.max_score) == (passed == whole)


def test_three_checks_of_a_third_each_are_full_marks_together() -> None:
    assert sat(lesson(), [10 / 3] * 3, [Outcome.PASSED] * 3) == Score("graded", 10.0, 10.0)
    assert sat(lesson(1.0, 1 / 3), [0.1] * 10, [Outcome.PASSED] * 10) == Score("graded", 0.3333, 0.3333)


@given(st.lists(outcomes, min_size=1, max_size=5), st.booleans())
def test_one_fault_leaves_a_lesson_ungraded(results: list[Outcome], handed_in: bool) -> None:
    status = sat(lesson(), [1.0] * len(results), results, handed_in).status
    assert status == ("ungraded" if Outcome.FAULT in results else "graded" if handed_in else "missing")


def test_a_submission_sums_its_lessons_and_bonus_may_exceed_the_total() -> None:
    parts = [
        (lesson(), Score("graded", 9.0, 10.0)),
        (lesson(weight=2.0), Score("missing", 0.0, 20.0)),
        (lesson(bonus=True), Score("graded", 10.0, 10.0)),
    ]
    assert score_submission(parts) == Score("graded", 19.0, 30.0)
    assert score_submission([parts[0], parts[2]]) == Score("graded", 19.0, 10.0)


@given(st.lists(st.sampled_from(["graded", "missing", "ungraded"]), min_size=1, max_size=4))
def test_a_submission_is_ungraded_if_any_lesson_is_and_missing_only_if_all_are(statuses: list[str]) -> None:
    parts = [(lesson(), Score(status, 0.0, 10.0)) for status in statuses]  # type: ignore[arg-type]
    expected = "graded" if "graded" in statuses else "missing"
    assert score_submission(parts).status == ("ungraded" if "ungraded" in statuses else expected)


def test_points_are_tidy() -> None:
    assert tidy(0.1 + 0.2) == 0.3
    assert tidy(2 / 3) == 0.6667
