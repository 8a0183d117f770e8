"""What checks ask besides equality: inputs that stay as they were, predictions, and how a check is made."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_checks import float_arrays

from grader.checks import Recorded, check, holds, of, predicted, unchanged
from grader.errors import Mismatch, NotAttempted


def test_a_property_that_does_not_hold_is_told_in_words() -> None:
    holds(np.bool_(True), "the cost falls")
    with pytest.raises(Mismatch, match="the cost falls; got 3") as caught:
        holds(False, "the cost falls", got=3)
    assert caught.value.expected is None


values = st.recursive(
    st.floats() | st.integers() | st.none() | st.text(max_size=3) | float_arrays,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=2),
)


@given(before=st.lists(values, max_size=3))
def test_arguments_that_stay_as_they_were_are_unchanged_even_nan(before: list[Any]) -> None:
    def copied(item: Any) -> Any:
        if isinstance(item, dict):
            return {key: copied(inner) for key, inner in item.items()}
        return (
            [copied(inner) for inner in item]
            if isinstance(item, list)
            else np.copy(item)
            if isinstance(item, np.ndarray)
            else item
        )

    unchanged([copied(item) for item in before], tuple(before))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-15])),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([1.0, 2.0]), np.array([[1.0, 2.0]])),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
        ({"a": 1.0}, {"a": 1.0, "b": 1.0}),
        ({"a": np.zeros(1)}, {"a": np.ones(1)}),
        ([1.0], [1.0, 1.0]),
        (1.0, 1),
        (1.0, None),
        ("a", "b"),
    ],
)
def test_a_changed_argument_is_named_by_its_place(before: object, after: object) -> None:
    with pytest.raises(Mismatch, match="argument 2 was changed by the call"):
        unchanged([None, after], (abs, before))
    for gone in (None, [None]):
        with pytest.raises(Mismatch, match="an argument was changed into something else"):
            unchanged(gone, (abs, before))


WANT = {"where": 4.6, "letter": "b", "count": 3}


@pytest.mark.parametrize("letter", ["b", " B "])
@pytest.mark.parametrize("where", [4.6, np.float32(4.6), 4.62])
def test_predictions_may_be_rounded_and_their_letters_large(where: float, letter: str) -> None:
    predicted({"where": where, "letter": letter, "count": 3.0}, WANT)


@pytest.mark.parametrize("wrong", [4.5, math.nan, math.inf, 10**400, True, None, "4.6", [4.6], np.array([4.6])])
def test_a_wrong_prediction_is_named_and_the_right_one_never_told(wrong: object) -> None:
    with pytest.raises(Mismatch, match=r"PREDICT\['where'\] is not right") as caught:
        predicted({"where": wrong, "letter": "b", "count": 3}, WANT)
    assert caught.value.expected == "another answer"
    assert "4.6" not in str(caught.value).replace(repr(wrong), "")


def test_predictions_not_yet_made_count_as_not_attempted() -> None:
    for empty in ({"where": None, "letter": None, "count": None}, {}):
        with pytest.raises(NotAttempted, match="PREDICT is not written yet"):
            predicted(empty, WANT)
    with pytest.raises(Mismatch, match="the keys are wrong"):
        predicted({"where": 4.6}, WANT)
    with pytest.raises(Mismatch, match="a dict is asked for"):
        predicted(None, WANT)


def test_a_recorded_function_remembers_its_calls() -> None:
    function = Recorded(max)
    assert (function(1, 3), function(5, 2)) == (3, 5)
    assert function.calls == [(1, 3), (5, 2)]


def test_a_check_needs_a_name_and_a_title() -> None:
    def test_without_title() -> None: ...

    def helper() -> None:
        """A title."""

    for wrong in (test_without_title, helper):
        with pytest.raises(ValueError, match=r"a check is named test_\.\.\. and has a docstring, its title"):
            check(points=1, hint="")(wrong)
        with pytest.raises(TypeError, match="is not a check: decorate it with @check"):
            of(wrong)
