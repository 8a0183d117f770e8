"""Values as short text: readable, bounded, the same on every run, and harmless on a terminal."""

from __future__ import annotations

import unicodedata

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.show import MAX_LENGTH, clean, clip, shown, visible


class Line(msgspec.Struct):
    slope: float

    def __str__(self) -> str:
        return f"f(x) = {self.slope}x at {object()!r}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (np.False_, "False"),
        (0.1 + 0.2, "0.3"),
        (-1234567.0, "-1.23457e+06"),
        (float("nan"), "nan"),
        (np.float32(1) / 3, "0.333333"),
        (42, "42"),
        (np.int8(-3), "-3"),
        (10**400, "an int of 1329 bits"),
        ("it's", '"it\'s"'),
        (1 + 2j, "(1+2j)"),
        (np.array(2.5), "2.5"),
        (np.array([1.0, 2 / 3]), "[1, 0.666667]"),
        (np.zeros((2, 0)), "[]"),
        (np.eye(2), "[[1, 0], [0, 1]]"),
        ([1.0, (2, "a")], "[1, (2, 'a')]"),
        ({"W": np.ones(2), "b": 0.5}, "{'W': [1, 1], 'b': 0.5}"),
        (list(range(13)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]"),
        (object(), "<object>"),
        (Line(2.0), "f(x) = 2.0x at <object object at 0x...>"),
    ],
)
def test_values_are_shown_as_a_student_would_write_them(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("<f at 0x7f3a91c04d60>", "<f at 0x...>"),
        ("No such file: '/home/ada/hand-in/data.csv'", "No such file: '.../data.csv'"),
        ("in /tmp/x1y2/ and /usr/lib/python3", "in .../x1y2 and .../python3"),
        ("a/b/c and 1/2/3 and x[0]/n/m", "a/b/c and 1/2/3 and x[0]/n/m"),
        ("0x10 and 0xff", "0x10 and 0xff"),
        ("\x1b[31mred\x07\x00", "?[31mred??"),
        ("left\u202eright\u200b", "left?right?"),
        ("café ∂f/∂x = 2·x ≤ π\ttab\nline", "café ∂f/∂x = 2·x ≤ π\ttab\nline"),
    ],
)
def test_text_of_a_submission_loses_what_differs_from_run_to_run_and_what_a_terminal_obeys(
    text: str, cleaned: str
) -> None:
    assert clean(text) == cleaned


@given(st.text(st.characters()))
def test_no_text_keeps_control_characters_or_lone_surrogates(text: str) -> None:
    for harmless in (clean(text), visible(text), shown(text)):
        kinds = {unicodedata.category(character) for character in harmless if character not in "\t\n\u200c\u200d"}
        assert not kinds & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


deep = st.recursive(
    st.text() | st.integers() | st.floats() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


@given(deep)
def test_whatever_is_shown_is_short(value: object) -> None:
    assert len(shown(value)) <= MAX_LENGTH


def test_huge_values_are_shown_short() -> None:
    for value in ("a" * 10**6, np.arange(1e6), [[["x" * 500] * 50] * 50] * 50, np.zeros((30, 30, 30))):
        assert len(shown(value)) <= MAX_LENGTH


def test_clipped_text_says_that_there_was_more() -> None:
    assert clip("abcdef", 6) == "abcdef"
    assert clip("abcdefg", 6) == "abc..."
