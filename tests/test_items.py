"""Item analysis: each number against an independent computation (SciPy, pandas), and who is counted."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import msgspec
import numpy as np
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import pearsonr, pointbiserialr

from grader.items import FEW, Correlation, Flag, Item, ItemAnalysis
from grader.model import CheckResult, CourseLabel, Diagnosis, LessonResult, Outcome, Result, Status, SubmissionLabel

ASKED = [Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED]
UPHILL = Diagnosis("uphill", "Goes uphill.", "Which sign?")


def check(name: str, outcome: Outcome = Outcome.PASSED, worth: float = 2.0, share: float | None = None) -> CheckResult:
    part = float(outcome == Outcome.PASSED) if share is None else share
    return CheckResult(name, f"Title of {name}.", outcome, worth * part, worth, True, counterexample={"x": "1"})


def lesson(name: str, checks: Sequence[CheckResult], status: Status = "graded") -> LessonResult:
    return LessonResult(name, name, status, 0.0, 0.0, list(checks))


def student(*lessons: LessonResult, name: str = "s") -> Result:
    return Result(
        course=CourseLabel("c", "1"),
        student=name,
        status="graded",
        score=0.0,
        max_score=0.0,
        submission=SubmissionLabel("", []),
        isolation=[],
        lessons=list(lessons),
    )


def analysed(results: Sequence[Result]) -> dict[str, Item]:
    analysis = ItemAnalysis()
    for result in results:
        analysis.add(result)
    return {item.check: item for item in analysis.items()}


def made_up_class(seed: int, students: int) -> list[Result]:
    """Three lessons of four checks. Good students pass more; some lessons are missing, some checks are not sat."""
    draw = random.Random(seed)
    results = []
    for number in range(students):
        skill = draw.gauss(0, 1)
        lessons = []
        for name in ("01_a", "02_b", "03_c"):
            checks = []
            for n in range(4):
                passes = skill + draw.gauss(0, 1) > n - 1.5
                outcome = (
                    Outcome.PASSED if passes else draw.choice([*ASKED[1:], Outcome.SKIPPED, Outcome.NOT_ATTEMPTED])
                )
                checks.append(check(f"{name}_{n}", outcome, worth=1.0 + n))
            missing = draw.random() < 0.3
            lessons.append(lesson(name, checks, "missing" if missing else "graded"))
        results.append(student(*lessons, name=f"s{number}"))
    return results


def by_pandas(results: Sequence[Result]) -> pandas.DataFrame:
    """Number, mean and corrected item-total correlation for each check, from a table with a row for each answer."""
    rows = [
        (result.student, one.id, str(one.outcome), one.points, one.max_points)
        for result in results
        for part in result.lessons
        if part.status == "graded"
        for one in part.checks
    ]
    table = pandas.DataFrame(rows, columns=["student", "check", "outcome", "points", "worth"])
    totals = table.groupby("student")[["points", "worth"]].transform("sum")
    table["rest"] = (totals["points"] - table["points"]) / (totals["worth"] - table["worth"])
    table["share"] = table["points"] / table["worth"]
    sat = table[table["outcome"].isin([str(outcome) for outcome in ASKED])]
    groups = sat.groupby("check")
    return pandas.DataFrame(
        {
            "handed_in": table.groupby("check").size(),
            "sat": groups.size(),
            "difficulty": groups["share"].mean(),
            "discrimination": groups.apply(lambda group: group["share"].corr(group["rest"]), include_groups=False),
        }
    )


@pytest.mark.parametrize(("seed", "students"), [(1, 25), (2, 60), (3, 200)])
def test_every_number_is_what_pandas_computes(seed: int, students: int) -> None:
    results = made_up_class(seed, students)
    items, expected = analysed(results), by_pandas(results)
    assert sorted(items) == sorted(expected.index)
    for name, row in expected.iterrows():
        item = items[str(name)]
        assert (item.handed_in, item.sat) == (row["handed_in"], row["sat"])
        assert item.difficulty == pytest.approx(row["difficulty"], abs=5.1e-5)
        if row["sat"] >= FEW and row["difficulty"] not in (0, 1):
            assert item.discrimination == pytest.approx(row["discrimination"], abs=5.1e-5)
        else:
            assert item.discrimination is None
    assert sum(item.discrimination is not None for item in items.values()) >= 8


def test_when_everybody_sits_everything_it_is_the_point_biserial_against_the_rest_of_the_points() -> None:
    draw = random.Random(4)
    worth = [1.0, 2.5, 4.0, 2.5]
    passes = np.array([[draw.random() < 0.3 + 0.05 * row / 2 for _ in worth] for row in range(20)])
    results = [
        student(lesson("01", [check(f"c{n}", ASKED[not ok], worth[n]) for n, ok in enumerate(row)])) for row in passes
    ]
    for n, item in enumerate(analysed(results).values()):
        rest = np.delete(passes * worth, n, axis=1).sum(axis=1)
        assert item.discrimination == pytest.approx(pointbiserialr(passes[:, n], rest).statistic, abs=5.1e-5)
        assert item.difficulty == pytest.approx(passes[:, n].mean(), abs=5.1e-5)
        # the formula of the docstring, written out
        one, none, share = rest[passes[:, n]].mean(), rest[~passes[:, n]].mean(), passes[:, n].mean()
        written_out = (one - none) / rest.std() * math.sqrt(share * (1 - share))
        assert item.discrimination == pytest.approx(written_out, abs=5.1e-5)


def test_an_item_with_parts_of_its_points_is_correlated_by_its_share() -> None:
    shares = [n % 5 / 4 for n in range(15)]
    rest = [(n * 7 % 15) / 15 for n in range(15)]
    results = [
        student(lesson("01", [check("parts", Outcome.FAILED, 2, a), check("rest", Outcome.FAILED, 3, b)]))
        for a, b in zip(shares, rest)
    ]
    item = analysed(results)["parts"]
    assert item.discrimination == pytest.approx(pearsonr(shares, rest).statistic, abs=5.1e-5)
    assert item.difficulty == pytest.approx(0.5)


pairs = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=40)


@given(pairs, st.sampled_from([0.0, 1e6, -1e8]))
def test_the_correlation_is_scipys_wherever_the_numbers_lie(values: list[tuple[int, int]], far: float) -> None:
    correlation = Correlation()
    for x, y in values:
        correlation.add(x + far, y)
    xs, ys = zip(*values)
    if len(set(xs)) == 1 or len(set(ys)) == 1:
        assert correlation.value() is None
    else:
        assert correlation.value() == pytest.approx(pearsonr(xs, ys).statistic, abs=1e-6)


def test_differences_that_are_rounding_are_no_differences() -> None:
    correlation = Correlation()
    for n in range(20):
        correlation.add(float(n % 2), [0.1 + 0.2, 0.3][n % 2])
    assert 0.1 + 0.2 != 0.3
    assert correlation.value() is None
    assert Correlation().value() is None


def class_of(count: int, outcome_of: dict[str, list[Outcome]]) -> list[Result]:
    return [
        student(lesson("01", [check(name, column[n]) for name, column in outcome_of.items()])) for n in range(count)
    ]


def columns(count: int) -> dict[str, list[Outcome]]:
    passed, failed = Outcome.PASSED, Outcome.FAILED
    good = [passed if n >= count // 2 else failed for n in range(count)]
    return {
        "useful": good,
        "useful_too": good,
        "useless": [passed] * count,
        "impossible": [failed] * count,
        "unfair": [failed if one == passed else passed for one in good],
    }


def test_flags_name_what_an_author_should_look_at() -> None:
    items = analysed(class_of(FEW, columns(FEW)))
    assert {name: item.flags for name, item in items.items()} == {
        "useful": [],
        "useful_too": [],
        "useless": [Flag.EVERYBODY_PASSES],
        "impossible": [Flag.NOBODY_PASSES],
        "unfair": [Flag.NEGATIVE],
    }
    assert (items["useless"].discrimination, items["impossible"].discrimination) == (None, None)
    assert (items["useless"].difficulty, items["impossible"].difficulty) == (1.0, 0.0)
    assert items["unfair"].discrimination == -1.0


def test_below_ten_students_nothing_is_said_but_that_they_are_few() -> None:
    count = FEW - 1
    items = analysed(class_of(count, columns(count)))
    assert FEW == 10
    assert [item.flags for item in items.values()] == [[Flag.FEW]] * 5
    assert [item.discrimination for item in items.values()] == [None] * 5
    assert items["useless"].difficulty == 1.0  # what was seen is shown all the same


def test_no_correlation_is_no_negative_one() -> None:
    passed, failed = Outcome.PASSED, Outcome.FAILED
    cross = {"a": [passed, passed, failed, failed] * 3, "b": [passed, failed, passed, failed] * 3}
    items = analysed(class_of(12, cross))
    assert [(item.discrimination, item.flags) for item in items.values()] == [(0.0, []), (0.0, [])]
    assert str(items["a"].discrimination) == "0.0"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_who_was_asked_sat_it(outcome: Outcome) -> None:
    (item, _) = analysed([student(lesson("01", [check("a", outcome), check("b")]))]).values()
    asked = outcome in ASKED
    assert (item.handed_in, item.sat, item.outcomes) == (1, int(asked), {outcome: 1})
    assert item.difficulty == (float(outcome == Outcome.PASSED) if asked else None)


def test_a_file_that_could_not_be_loaded_sat_nothing() -> None:
    """A missing bracket says nothing of the checks that it kept from being asked."""
    error = msgspec.structs.replace(check("a", Outcome.ERROR), message="SyntaxError", counterexample=None)
    broken = student(lesson("01", [error, msgspec.structs.replace(error, id="b")]))
    for item in analysed([broken]).values():
        assert (item.handed_in, item.sat, item.outcomes) == (1, 0, {Outcome.ERROR: 1})


@pytest.mark.parametrize("status", ["missing", "ungraded"])
def test_a_lesson_that_was_not_graded_is_neither_an_item_nor_in_the_rest(status: Status) -> None:
    def two(number: int, with_second: bool) -> Result:
        first = [check("a", ASKED[number % 3 == 0]), check("b", ASKED[number % 2])]
        second = [check("c", Outcome.NOT_ATTEMPTED if number % 2 else Outcome.FAULT, worth=50)]
        return student(lesson("01", first), *([lesson("02", second, status)] if with_second else []))

    without = analysed([two(number, False) for number in range(12)])
    assert analysed([two(number, True) for number in range(12)]) == without


def test_misconceptions_are_counted_the_most_frequent_first() -> None:
    other = Diagnosis("a_rare_one", "Rare.", "Look.")
    answers = [UPHILL, UPHILL, None, other, UPHILL, other, Diagnosis("another", "t", "h")]
    results = [
        student(lesson("01", [msgspec.structs.replace(check("a", Outcome.FAILED), diagnosis=diagnosis)]))
        for diagnosis in answers
    ]
    (item,) = analysed(results).values()
    assert list(item.diagnoses.items()) == [("uphill", 3), ("a_rare_one", 2), ("another", 1)]


def test_items_come_by_lesson_and_in_the_order_of_the_exam_whoever_was_graded_first() -> None:
    late = student(lesson("02", [check("z"), check("y")]))
    both = student(lesson("01", [check("x")]), lesson("02", [check("z"), check("y")]))
    for results in ([late, both], [both, late]):
        assert list(analysed(results)) == ["x", "z", "y"]


def test_a_check_alone_in_its_exam_has_a_difficulty_and_no_rest_to_be_compared_with() -> None:
    (item,) = analysed(class_of(12, {"a": [Outcome.PASSED, Outcome.FAILED] * 6})).values()
    assert (item.sat, item.difficulty, item.discrimination, item.flags) == (12, 0.5, None, [])
