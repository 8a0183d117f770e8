"""What may cross between grader and worker: every plain value, exactly; nothing else; and no bytes that can hurt."""

from __future__ import annotations

import math
import socket
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from msgspec.msgpack import Ext

from grader import wire
from grader.errors import WireError
from grader.wire import decode, encode, frame

CODES = ["?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"]
dtypes = st.sampled_from([np.dtype(code) for code in CODES])
arrays = npst.arrays(dtypes, npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
scalars = dtypes.flatmap(lambda dtype: npst.arrays(dtype, ()).map(lambda array: array[()]))
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(2**8000) + 1, max_value=2**8000 - 1),
    st.floats(),
    st.complex_numbers(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.binary(),
    arrays,
    scalars,
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abé", max_size=3), inner, max_size=4)
)


def there_and_back(value: object) -> Any:
    skeleton, buffers = encode(value)
    return decode(skeleton, b"".join(buffers))


def same(one: Any, two: Any) -> bool:
    """Equal in type and in every bit that can be seen: shapes, signs of zeros, order of keys. NaN equals NaN."""
    if type(one) is not type(two):
        return False
    if isinstance(one, np.ndarray | np.generic):
        return one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes()
    if isinstance(one, list):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, dict):
        return list(one) == list(two) and all(same(one[key], two[key]) for key in one)
    if isinstance(one, complex):
        return same(one.real, two.real) and same(one.imag, two.imag)
    if isinstance(one, float):
        return (one == two and math.copysign(1, one) == math.copysign(1, two)) or (math.isnan(one) and math.isnan(two))
    return bool(one == two)


@given(values)
@example([-(2**63), 2**64 - 1, 2**64, -(2**63) - 1])
@example(np.zeros((0, 3)))
def test_every_plain_value_arrives_as_it_was_sent(value: object) -> None:
    assert same(there_and_back(value), value)


@given(st.recursive(st.integers(), lambda inner: st.lists(inner, max_size=3).map(tuple)))
def test_tuples_arrive_as_lists(value: object) -> None:
    def as_lists(item: Any) -> Any:
        return [as_lists(part) for part in item] if isinstance(item, tuple) else item

    assert same(there_and_back(value), as_lists(value))


@given(arrays)
def test_an_array_in_any_layout_arrives_in_plain_order_and_may_be_written(array: np.ndarray) -> None:
    for layout in (array.T, array[::-1] if array.ndim else array, array.astype(array.dtype.newbyteorder())):
        arrived = there_and_back(layout)
        assert np.array_equal(arrived, layout, equal_nan=array.dtype.kind in "fc")
        assert arrived.dtype.isnative
        assert arrived.flags.c_contiguous
        assert arrived.flags.writeable


def test_longer_floats_are_rounded_to_those_that_everybody_has() -> None:
    assert same(there_and_back(np.longdouble(1) / 3), np.float64(1 / 3))
    assert same(there_and_back(np.full((2, 1), 0.5, np.clongdouble)), np.full((2, 1), 0.5, np.complex128))


class Number(float):
    pass


class Text(str):
    pass


class Grid(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "a value of type set"),
        (object(), "a value of type object"),
        (Number(1), "Number"),
        (Text("a"), "Text"),
        (np.zeros(2).view(Grid), "Grid"),
        (np.ma.masked_array([1.0], [True]), "MaskedArray"),
        (np.array([None]), "dtype object"),
        (np.array(["a"]), "dtype <U1"),
        (np.zeros(1, "f4,f4"), "an array of dtype"),
        (np.zeros(1, "M8[s]"), "dtype datetime64"),
        (np.datetime64(0, "s"), "datetime64"),
        (np.str_("a"), "str_"),
        (np.zeros((1,) * 17), "an array of dtype float64"),
        ({1: 2}, "only text as keys, not a value of type int"),
        ({Text("a"): 2}, "only text as keys"),
        (2**8001, "more than 8000 bits"),
        ("\ud800", "surrogates not allowed"),
        (lambda: 1, "a value of type function"),
        (msgspec.Struct(), "Struct"),
        (Ext(1, b""), "Ext"),
    ],
)
def test_what_is_no_plain_value_is_refused_wherever_it_hides(value: object, message: str) -> None:
    for hidden in (value, [value], {"a": [value]}):
        with pytest.raises(WireError, match=message):
            encode(hidden)


def test_nesting_is_allowed_to_fifty_levels_in_both_directions() -> None:
    value: Any = 1.5
    for _ in range(wire.MAX_DEPTH + 1):
        value = [value]
    assert same(there_and_back(value), value)
    endless: list[Any] = []
    endless.append(endless)
    for too_deep in ([value], endless):
        with pytest.raises(WireError, match="nested too deeply"):
            encode(too_deep)
    for levels in (wire.MAX_DEPTH + 3, 100_000):
        with pytest.raises(WireError, match=r"nested too deeply|RecursionError"):
            decode(b"\x91" * levels + b"\x01", b"")


def test_size_is_bounded_in_both_directions() -> None:
    with pytest.raises(WireError, match="too large to be sent"):
        encode([0.5] * (wire.MAX_SKELETON // 8))
    with pytest.raises(WireError, match="over 16 MiB of array data"):
        encode([np.zeros(wire.MAX_BUFFERS // 16 + 1), np.zeros(wire.MAX_BUFFERS // 16)])
    with pytest.raises(WireError, match="larger than allowed"):
        decode(bytes(wire.MAX_SKELETON + 1), b"")
    with pytest.raises(WireError, match="larger than allowed"):
        decode(b"\xc0", bytes(wire.MAX_BUFFERS + 1))


def ext(code: int, data: bytes) -> bytes:
    return msgspec.msgpack.encode(Ext(code, data))


@pytest.mark.parametrize(
    ("skeleton", "buffers", "message"),
    [
        (b"", b"", "not a valid frame"),
        (b"\x01\x01", b"", "not a valid frame"),
        (b"\xa1\xff", b"", "not a valid frame"),
        (b"\x81\x01\x02", b"", "a key that is not text"),
        (b"\x81" + ext(2, bytes([3, 0, 1, 0, 0, 0])) + b"\x01", b"", "scalar|key|valid frame"),
        (ext(-1, bytes(4)), b"", "a frame carries a value of type datetime"),
        (ext(9, b""), b"", "unknown kind of value: 9"),
        (ext(-2, b""), b"", "unknown kind of value: -2"),
        (ext(1, bytes([11, 1]) + bytes(7)), b"", "malformed header"),
        (ext(1, bytes([99, 0])), b"", "malformed header"),
        (ext(1, b""), b"", "malformed header"),
        (ext(1, bytes([11, 1]) + (2).to_bytes(8, "little")), bytes(8), "longer than the data"),
        (ext(1, bytes([11, 2]) + b"\xff" * 16), b"", "longer than the data"),
        (ext(1, bytes([11, 2]) + b"\xff" * 8 + bytes(8)), b"", "not a valid frame"),
        (ext(2, bytes([11, 0]) + bytes(7)), b"", "wrong length"),
        (ext(3, bytes(15)), b"", "unknown kind of value: 3"),
        (ext(4, bytes(1025)), b"", "unknown kind of value: 4"),
        (b"\xc0", b"x", "array data that nothing refers to"),
    ],
)
def test_malformed_frames_are_refused(skeleton: bytes, buffers: bytes, message: str) -> None:
    with pytest.raises(WireError, match=message):
        decode(skeleton, buffers)


def test_a_bool_that_is_neither_true_nor_false_becomes_true() -> None:
    arrived = decode(ext(1, bytes([0, 1]) + (1).to_bytes(8, "little")), b"\x02")
    assert arrived.tobytes() == b"\x01"


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_random_bytes_give_plain_data_or_a_wire_error(skeleton: bytes, buffers: bytes) -> None:
    plain_or_refused(skeleton, buffers)


@given(values, st.data())
def test_a_frame_with_changed_bytes_gives_plain_data_or_a_wire_error(value: object, data: st.DataObject) -> None:
    skeleton, buffers = encode(value)
    damaged = bytearray(skeleton)
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=4)):
        damaged[place] = data.draw(st.integers(0, 255))
    plain_or_refused(bytes(damaged[: data.draw(st.integers(0, len(damaged)))]), b"".join(buffers))
    plain_or_refused(bytes(damaged), b"".join(buffers))


def plain_or_refused(skeleton: bytes, buffers: bytes) -> None:
    try:
        value = decode(skeleton, buffers)
    except WireError:
        return
    encode(value)  # raises for anything that is no plain value


@given(st.lists(values, min_size=1, max_size=3), st.integers(1, 50))
def test_a_reader_finds_the_frames_however_they_arrive(messages: list[Any], step: int) -> None:
    stream = b"".join(frame(bytes([number] * 8), message) for number, message in enumerate(messages))
    reader = wire.Reader(Pieces(stream, step))  # type: ignore[arg-type]
    for number, message in enumerate(messages):
        nonce, arrived = reader.receive()
        assert nonce == bytes([number] * 8)
        assert same(arrived, message)
    with pytest.raises(EOFError):
        reader.receive()


class Pieces:
    """A socket that delivers a few bytes at a time."""

    def __init__(self, stream: bytes, step: int) -> None:
        self.stream, self.step = stream, step

    def recv(self, size: int) -> bytes:
        taken = min(size, self.step)
        piece, self.stream = self.stream[:taken], self.stream[taken:]
        return piece


def test_a_reader_refuses_a_header_that_announces_too_much() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(bytes(8) + (1).to_bytes(4, "little") + (2**60).to_bytes(8, "little"))
        with pytest.raises(WireError, match="larger than allowed"):
            wire.Reader(ours).receive()
