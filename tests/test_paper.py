"""The exam paper: examples come back equal, type by type, in an order that shows simple ones first."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_wire import same as same_plain
from test_wire import values

from grader.errors import CourseError, WireError
from grader.paper import check_encodable, decode_example, encode_example, in_order


class Wave(msgspec.Struct, frozen=True):
    height: float
    phases: tuple[float, ...] = ()
    samples: Any = None


class Named(msgspec.Struct, frozen=True, kw_only=True):
    after: Any
    before: int = 1


class Pair(NamedTuple):
    one: int
    two: int


REGISTRY: dict[str, type[msgspec.Struct]] = {kind.__qualname__: kind for kind in (Wave, Named)}
examples = st.dictionaries(
    st.text("abc", min_size=1, max_size=3),
    st.recursive(
        values,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(tuple),
            st.builds(Wave, st.floats(), st.lists(st.floats(), max_size=2).map(tuple), inner),
            st.builds(Named, after=inner, before=st.integers()),
        ),
        max_leaves=8,
    ),
    max_size=3,
)


def same(one: Any, two: Any) -> bool:
    """As on the wire, and tuples and structs besides."""
    if type(one) is not type(two):
        return False
    if isinstance(one, msgspec.Struct):
        return same(msgspec.structs.astuple(one), msgspec.structs.astuple(two))
    if isinstance(one, list | tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    return same_plain(one, two)


@given(examples)
def test_an_example_comes_back_equal_type_by_type(example: dict[str, Any]) -> None:
    assert same(decode_example(encode_example(example, REGISTRY), REGISTRY), example)


@given(examples)
def test_equal_examples_have_equal_bytes(example: dict[str, Any]) -> None:
    data = encode_example(example, REGISTRY)
    assert encode_example(decode_example(data, REGISTRY), REGISTRY) == data


def test_every_decoded_example_is_a_fresh_copy() -> None:
    data = encode_example({"x": np.zeros(2), "names": ["a"]}, REGISTRY)
    first, second = decode_example(data, REGISTRY), decode_example(data, REGISTRY)
    first["x"][0] = 1
    first["names"].append("b")
    assert same(second, {"x": np.zeros(2), "names": ["a"]})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "a value of type set"),
        (Pair(1, 2), "Pair"),
        (abs, "builtin_function"),
        ((1, [object()]), "a value of type object"),
        (Wave(1.0, (), {1: 2}), "only text as keys"),
        ({3: 4}, "only text as keys"),
    ],
)
def test_what_is_neither_plain_nor_a_struct_of_the_course_cannot_be_stored(value: object, message: str) -> None:
    with pytest.raises(WireError, match=message):
        encode_example({"x": value}, REGISTRY)
    with pytest.raises(CourseError, match=rf"(?s)lesson, check.*{message}.*Draw plain data or structs only") as caught:
        check_encodable({"x": value}, REGISTRY, "lesson, check")
    assert len(caught.value.problems) == 1


def test_a_struct_that_the_course_does_not_know_cannot_be_stored() -> None:
    def impostor() -> object:
        class Wave(msgspec.Struct):
            height: float

        Wave.__qualname__ = "Wave"
        return Wave(1.0)

    for value in (impostor(), Wave(1.0)):
        with pytest.raises(WireError, match="Wave"):
            encode_example({"x": value}, {} if isinstance(value, Wave) else REGISTRY)


@given(st.lists(st.binary(max_size=3)), st.lists(st.binary(max_size=3)))
def test_hand_written_examples_come_first_and_drawn_ones_from_short_to_long(
    explicit: list[bytes], drawn: list[bytes]
) -> None:
    ordered = in_order(explicit, drawn)
    assert len(set(ordered)) == len(ordered)
    assert set(ordered) == {*explicit, *drawn}
    first = len(set(explicit))
    assert sorted(ordered[:first], key=explicit.index) == ordered[:first]
    assert set(ordered[:first]) == set(explicit)
    rest = ordered[first:]
    assert all((len(a), a) < (len(b), b) for a, b in pairwise(rest))
