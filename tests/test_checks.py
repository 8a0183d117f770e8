"""Comparisons that cannot be fooled: type, kind and shape before any arithmetic, and failures as data."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.checks import (
    PRINTED,
    array,
    close,
    keys,
    number,
    raises,
    sequence,
)
from grader.errors import Mismatch, StudentError

finite = st.floats(-1e6, 1e6)
shapes = npst.array_shapes(min_dims=0, max_dims=3, min_side=1, max_side=4)
float_arrays = npst.arrays(np.float64, npst.array_shapes(max_dims=3, max_side=4), elements=finite)


@pytest.mark.parametrize("got", [2.5, np.float64(2.5), np.float32(2.5), np.float16(2.5), np.array(2.5)])
def test_a_number_may_be_a_python_number_a_numpy_scalar_or_a_0d_array(got: object) -> None:
    assert type(number(got)) is float
    close(got, 2.5)


@pytest.mark.parametrize("got", [3, np.int8(3), np.uint64(3), np.array(3)])
def test_whole_numbers_do_where_floats_are_due(got: object) -> None:
    close(got, 3.0)


@pytest.mark.parametrize(
    ("got", "shown"),
    [
        (None, PRINTED),
        (True, "a value of type bool"),
        (np.True_, "a value of type numpy.bool"),
        (np.array(True), "a value of type numpy.bool"),
        (1j, "a value of type complex"),
        ("1.0", "a value of type str"),
        ([1.0], "a value of type list"),
        (np.array([1.0]), "an array of shape (1,)"),
        (np.array("1.0"), "a value of type numpy.str_"),
    ],
)
def test_what_is_no_number_is_refused_by_name(got: object, shown: str) -> None:
    with pytest.raises(Mismatch, match="a number is asked for") as caught:
        close(got, 1.0, where="answer")
    assert (caught.value.where, caught.value.expected, caught.value.got) == ("answer", "a number", shown)


@pytest.mark.parametrize("got", [math.nan, math.inf, -math.inf, np.float32("nan"), np.array(math.inf), 10**400])
def test_answers_that_are_not_finite_are_wrong(got: object) -> None:
    with pytest.raises(Mismatch, match="the answer must be finite"):
        close(got, 1.0)
    with pytest.raises(Mismatch, match="the answer must be finite"):
        close(got, 1e308, rtol=1e9)


@pytest.mark.parametrize("want", [math.inf, -math.inf, math.nan, np.float64("nan")])
def test_an_infinite_or_nan_want_asks_for_exactly_that(want: float) -> None:
    close(float(want), want)
    for got in (1.0, 0, None, "nan", math.inf if want != math.inf else -math.inf):
        with pytest.raises(Mismatch, match="expected"):
            close(got, want)


@given(want=finite, error=st.floats(0, 1e-3), rtol=st.floats(1e-12, 1e-3))
def test_numbers_agree_when_their_distance_is_within_the_tolerance(want: float, error: float, rtol: float) -> None:
    got = want + error
    within = abs(got - want) <= rtol * max(1.0, abs(want))
    if within:
        close(got, want, rtol)
    else:
        with pytest.raises(Mismatch, match="expected") as caught:
            close(got, want, rtol)
        assert (caught.value.expected, caught.value.got) == (want, got)


@given(st.data(), float_arrays)
def test_one_wrong_entry_is_found_and_named(data: st.DataObject, want: np.ndarray) -> None:
    index = tuple(data.draw(st.integers(0, side - 1)) for side in want.shape)
    got = want.copy()
    close(got, want, 0.0)
    got[index] += 10 + abs(want).max()
    with pytest.raises(Mismatch, match="expected") as caught:
        close(got, want, 1e-6, where="W")
    assert caught.value.where == f"W[{', '.join(map(str, index))}]"


@given(shapes, shapes)
def test_arrays_are_never_broadcast(one: tuple[int, ...], other: tuple[int, ...]) -> None:
    """Equal entries everywhere, so that only the shape can be wrong."""
    got = np.ones(one)
    if one == other:
        close(got, np.ones(other))
    elif other == ():
        with pytest.raises(Mismatch, match="a number is asked for"):
            close(got, np.ones(other))
    else:
        with pytest.raises(Mismatch, match="the shape is wrong") as caught:
            close(got, np.ones(other))
        assert caught.value.expected == f"an array of shape {other}"


def test_the_largest_numbers_differ_without_a_warning() -> None:
    with pytest.raises(Mismatch, match="expected"):
        close(np.array([1e308]), np.array([-1e308]))


@pytest.mark.parametrize("code", ["i1", "u8", "i8", "f2", "f4"])
def test_arrays_of_other_real_kinds_do_where_floats_are_due(code: str) -> None:
    close(np.array([1, 2], code), np.array([1.0, 2.0]))


@pytest.mark.parametrize(
    ("got", "message"),
    [
        ([1.0, 2.0], "a numpy array is asked for"),
        ((1.0, 2.0), "a numpy array is asked for"),
        (None, "a numpy array is asked for"),
        (1.0, "a numpy array is asked for"),
        (np.array([True, False]), "an array of real numbers is asked for"),
        (np.array([1j, 2]), "an array of real numbers is asked for"),
        (np.array([1.0, 2.0], object), "an array of real numbers is asked for"),
        (np.array(["1", "2"]), "an array of real numbers is asked for"),
        (np.array([1.0, math.nan]), "every entry must be finite"),
        (np.array([math.inf, 2.0]), "every entry must be finite"),
    ],
)
def test_what_is_no_array_of_finite_real_numbers_is_refused(got: object, message: str) -> None:
    with pytest.raises(Mismatch, match=message):
        close(got, np.array([1.0, 2.0]), rtol=1e9)
    with pytest.raises(Mismatch, match=message):
        array(got, (2,))


def test_the_entries_of_dicts_lists_and_tuples_are_compared_where_they_stand() -> None:
    want = {"W": [np.ones(2), 3.0], "b": (1.0, True)}
    close({"b": [1.0, True], "W": (np.ones(2), 3)}, want)
    for got, where, note in [
        ({"W": [np.ones(2), 4.0], "b": (1.0, True)}, "['W'][1]", "expected 3.0, got 4.0"),
        ({"W": [np.zeros(2), 3.0], "b": (1.0, True)}, "['W'][0][0]", "expected"),
        ({"W": [np.ones(2), 3.0], "b": (1.0, 1)}, "['b'][1]", "True or False is asked for"),
        ({"W": [np.ones(2), 3.0], "b": (1.0, np.False_)}, "['b'][1]", "expected True, got False"),
        ({"W": [np.ones(2)], "b": (1.0, True)}, "['W']", "the number of values is wrong"),
        ({"W": np.ones(2), "b": (1.0, True)}, "['W']", "several values are asked for"),
        ({"W": [np.ones(2), 3.0]}, "", "the keys are wrong; expected 'the keys W, b', got 'the keys W'"),
    ]:
        with pytest.raises(Mismatch, match=note) as caught:
            close(got, want)
        assert caught.value.where == where
    with pytest.raises(Mismatch, match="the keys are wrong") as caught:
        close([{"a": 1}], [{"b": 1}])
    assert caught.value.where == "[0]"


def test_keys_and_sequence_say_what_they_got() -> None:
    keys({"a": 1, "b": 2}, ["b", "a"])
    with pytest.raises(
        Mismatch, match=r"a dict is asked for; expected 'the keys \(none\)', got 'a value of type list'"
    ):
        keys([], {})
    assert sequence((1, 2), 2) == (1, 2)
    with pytest.raises(Mismatch, match="several values are asked for; expected '2 values', got 'an array of shape"):
        sequence(np.ones(2), 2)


def test_raises_wants_an_exception_of_that_kind_or_one_derived_from_it() -> None:
    def student_raises(kind: str, *bases: str) -> Callable[[], None]:
        def function() -> None:
            raise StudentError(kind, "no", bases=bases)

        return function

    raises(ValueError, student_raises("ValueError", "ValueError", "Exception"))
    raises(ValueError, student_raises("ShapeError", "ValueError", "Exception"))
    raises(ValueError, lambda: int("x"))  # the reference's own
    with pytest.raises(Mismatch, match="expected 'ValueError', got 'TypeError: no'"):
        raises(ValueError, student_raises("TypeError", "TypeError", "Exception"))
    with pytest.raises(Mismatch, match="the call went through"):
        raises(ValueError, lambda: 1)


def test_an_infinite_number_may_come_as_an_array_without_axes() -> None:
    close(np.array(np.inf), np.inf)
    with pytest.raises(Mismatch):
        close(np.array([np.inf]), np.inf)
