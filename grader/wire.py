"""The values that may cross between the grader and a worker, as bytes.

A frame is a fixed header, a MessagePack skeleton and the raw bytes of its arrays. Only exact plain types
cross; everything else raises `WireError`. What a frame means (a call, an answer) is not known here.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
import numpy as np
from msgspec.msgpack import Ext

from grader.errors import WireError

MAX_SKELETON = 256 * 1024  # bytes; bounds the number of nodes before anything is decoded
MAX_BUFFERS = 16 * 1024 * 1024  # bytes of array data in one frame
MAX_DIMENSIONS = 16
MAX_DEPTH = 50  # lists and dicts within each other; what reads an answer may be recursive

_HEADER = struct.Struct("<8sIQ")  # nonce, skeleton length, buffers length
_LIST_HEADER = struct.Struct(">BI")
_ARRAY, _SCALAR, _COMPLEX, _BIG_INT = 1, 2, 3, 4
FIRST_FREE_CODE = 5  # codes from here on belong to `extend` and `restore`

_CODES = ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16")
_DTYPES = [np.dtype(code) for code in _CODES]
_CODE_OF = {dtype: number for number, dtype in enumerate(_DTYPES)}
_SHAPES = [struct.Struct(f"<BB{dimensions}Q") for dimensions in range(MAX_DIMENSIONS + 1)]
# Longer floats than the other side may know are rounded to what everybody has.
_ROUNDED = {np.dtype(np.longdouble): np.dtype(np.float64), np.dtype(np.clongdouble): np.dtype(np.complex128)}
_PLAIN = frozenset({type(None), bool, float, str, bytes})
_DATA = frozenset({int, complex, list, tuple, dict, np.ndarray})

Extend = Callable[[Any], Ext | None]
Restore = Callable[[int, bytes], Any]

_encoder = msgspec.msgpack.Encoder()


def describe(value: object) -> str:
    """A short name for a value that may not cross."""
    if isinstance(value, np.ndarray) and type(value) is np.ndarray:
        return f"an array of dtype {value.dtype}"
    kind = type(value)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    return f"a value of type {name}"


def is_data(value: object) -> bool:
    """Whether a value is of a kind that crosses, or at least claims to be: what is in it may still be refused."""
    kind = type(value)
    return kind in _PLAIN or kind in _DATA or (isinstance(value, np.generic) and kind is value.dtype.type)


def encode(value: object, extend: Extend | None = None) -> tuple[bytes, list[bytes]]:
    """The skeleton of `value` and the bytes of its arrays.

    `extend` is asked for an Ext of every value that is not plain, and answers None where it knows none: then a
    tuple is sent as a list, and anything else raises `WireError`.
    """
    buffers: list[bytes] = []
    try:
        skeleton = _encoder.encode(_pack(value, buffers, extend))
    except RecursionError:
        raise WireError("a value nested too deeply to be sent") from None
    except (UnicodeEncodeError, OverflowError) as error:
        raise WireError(f"a value that cannot be sent: {error}") from None
    if len(skeleton) > MAX_SKELETON:
        raise WireError(f"a value too large to be sent: {len(skeleton)} bytes besides its arrays")
    if sum(map(len, buffers)) > MAX_BUFFERS:
        raise WireError(f"a value too large to be sent: over {MAX_BUFFERS >> 20} MiB of array data")
    return skeleton, buffers


def decode(skeleton: bytes, buffers: bytes, restore: Restore | None = None) -> Any:
    """The value that `encode` was given; tuples have become lists. Anything irregular raises `WireError`."""
    if len(skeleton) > MAX_SKELETON or len(buffers) > MAX_BUFFERS:
        raise WireError("a frame is larger than allowed")
    taken = 0
    available = len(buffers)

    def hook(code: int, data: memoryview) -> Any:
        nonlocal taken
        if code == _ARRAY:
            dtype, shape = _array_header(data)
            start, taken = taken, taken + dtype.itemsize * math.prod(shape)
            if taken > available:
                raise WireError("an array is longer than the data that came with it")
            return _owned(np.ndarray(shape, dtype, buffers, start))
        if code == _SCALAR:
            dtype, _ = _array_header(data[:2])
            if len(data) != 2 + dtype.itemsize:
                raise WireError("a scalar has the wrong length")
            return _owned(np.frombuffer(data[2:], dtype))[0]
        if code == _COMPLEX and len(data) == 16:
            return complex(*struct.unpack("<dd", data))
        if code == _BIG_INT and len(data) <= 1024:
            return int.from_bytes(data, "little", signed=True)
        if restore is not None and code >= FIRST_FREE_CODE:
            return restore(code, bytes(data))
        raise WireError(f"unknown kind of value: {code}")

    try:
        value = msgspec.msgpack.decode(skeleton, ext_hook=hook)
        if restore is None:
            _verify(value)
    except WireError:
        raise
    except Exception as error:  # the decoder's own errors are many; a bad frame is one thing
        raise WireError(f"not a valid frame: {type(error).__name__}") from None
    if taken != available:
        raise WireError("a frame carries array data that nothing refers to")
    return value


def unframe(raw: bytes, skeleton: int, restore: Restore | None = None) -> Any:
    """`decode` for a frame without its header, the first `skeleton` bytes of which are its skeleton."""
    return decode(raw[:skeleton], raw[skeleton:], restore)


def frame(nonce: bytes, message: object) -> bytes:
    """One whole frame. Raises `WireError` for a message that may not cross."""
    skeleton, buffers = encode(message)
    return _frame(nonce, skeleton, b"".join(buffers))


def list_frame(nonce: bytes, items: Sequence[tuple[bytes, bytes]]) -> bytes:
    """A frame with a list of items that are encoded already, each as its skeleton and the data of its arrays."""
    count = _LIST_HEADER.pack(0xDD, len(items))  # MessagePack's list of up to 2^32 items
    return _frame(nonce, b"".join([count, *(skeleton for skeleton, _ in items)]), b"".join(data for _, data in items))


def fits(skeletons: int, data: int) -> bool:
    """Whether items with so many bytes of skeletons and data go into one list frame."""
    return skeletons + _LIST_HEADER.size <= MAX_SKELETON and data <= MAX_BUFFERS


def _frame(nonce: bytes, skeleton: bytes, data: bytes) -> bytes:
    return b"".join([_HEADER.pack(nonce, len(skeleton), len(data)), skeleton, data])


class Receiver(Protocol):
    """What a reader reads from: a socket, or anything like it."""

    def recv(self, size: int, /) -> bytes:
        """At least one byte and at most `size`; none when the other side is gone."""


class Reader:
    """Takes frames off a connection, which may deliver many at once or one in pieces."""

    def __init__(self, connection: Receiver) -> None:
        self._connection = connection
        self._data = b""
        self._place = self._start = 0
        self.skeleton = 0  # the length of the first part of `raw`

    def receive(self, restore: Restore | None = None) -> tuple[bytes, Any]:
        """The next frame: its nonce and its message. EOFError when the other side has closed."""
        return self.take(), self.message(restore)

    def take(self) -> bytes:
        """Take the next frame and give its nonce; what it says is in `raw`, and in `message` when asked for."""
        self._need(_HEADER.size)
        nonce, skeleton, buffers = _HEADER.unpack_from(self._data, self._place)
        self._place += _HEADER.size
        if skeleton > MAX_SKELETON or buffers > MAX_BUFFERS:
            raise WireError("a frame is larger than allowed")
        self._need(skeleton + buffers)
        self._start, self._place = self._place, self._place + skeleton + buffers
        self.skeleton = skeleton
        return bytes(nonce)

    def message(self, restore: Restore | None = None) -> Any:
        """What the frame that was taken last says."""
        return unframe(self.raw, self.skeleton, restore)

    @property
    def size(self) -> int:
        """The length of `raw`."""
        return self._place - self._start

    @property
    def raw(self) -> bytes:
        """The bytes of the frame that was received last, without its header."""
        return self._data[self._start : self._place]

    def _need(self, size: int) -> None:
        """Read until so many bytes lie ready."""
        missing = size - (len(self._data) - self._place)
        if missing <= 0:
            return
        pieces = [self._data[self._place :]]
        while missing > 0:
            piece = self._connection.recv(max(min(missing, 1 << 20), 1 << 16))
            if not piece:
                raise EOFError
            pieces.append(piece)
            missing -= len(piece)
        self._data, self._place = b"".join(pieces), 0


def _pack(value: Any, buffers: list[bytes], extend: Extend | None, depth: int = 0) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is int:
        return value if -(1 << 63) <= value < 1 << 64 else _big_int(value)
    if depth > MAX_DEPTH and kind in (list, dict, tuple):
        raise WireError("a value nested too deeply to be sent")
    if kind is np.ndarray:
        return _array(value, buffers)
    if kind is list:
        return [item if type(item) in _PLAIN else _pack(item, buffers, extend, depth + 1) for item in value]
    if kind is dict:
        for key in value:
            if type(key) is not str:
                raise WireError(f"a dict may have only text as keys, not {describe(key)}")
        return {key: _pack(item, buffers, extend, depth + 1) for key, item in value.items()}
    if isinstance(value, np.generic) and kind is value.dtype.type and (dtype := _sent_as(value.dtype)) in _CODE_OF:
        return Ext(_SCALAR, bytes([_CODE_OF[dtype], 0]) + value.astype(dtype).tobytes())
    if kind is complex:
        return Ext(_COMPLEX, struct.pack("<dd", value.real, value.imag))
    extension = extend(value) if extend is not None else None
    if extension is not None:
        return extension
    if kind is tuple:
        return [_pack(item, buffers, extend, depth + 1) for item in value]
    raise WireError(describe(value))


def _array(value: np.ndarray[Any, Any], buffers: list[bytes]) -> Ext:
    code = _CODE_OF.get(value.dtype)
    if code is None:  # another byte order or a longer float, or nothing that may cross
        value = value.astype(_sent_as(value.dtype), copy=False)
        code = _CODE_OF.get(value.dtype)
    if code is None or value.ndim > MAX_DIMENSIONS:
        raise WireError(describe(value))
    buffers.append(value.tobytes())
    return Ext(_ARRAY, _SHAPES[value.ndim].pack(code, value.ndim, *value.shape))


def _sent_as(dtype: np.dtype[Any]) -> np.dtype[Any]:
    native = dtype.newbyteorder("=")
    return _ROUNDED.get(native, native)


def _array_header(data: memoryview) -> tuple[np.dtype[Any], tuple[int, ...]]:
    if len(data) < 2 or data[0] >= len(_DTYPES) or data[1] > MAX_DIMENSIONS or len(data) != 2 + 8 * data[1]:
        raise WireError("an array has a malformed header")
    code, _, *shape = _SHAPES[data[1]].unpack(data)
    return _DTYPES[code], tuple(shape)


def _owned(view: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A copy that can be written to. A bool is a byte; one that is neither 0 nor 1 would be true and false at once."""
    return np.array(view.view(np.uint8) != 0) if view.dtype == np.bool_ else view.copy()


def _big_int(value: int) -> Ext:
    if value.bit_length() > 8000:
        raise WireError("an int of more than 8000 bits")
    return Ext(_BIG_INT, value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True))


def _verify(value: Any) -> None:
    """Refuse what MessagePack can say but no frame of ours does: other keys than text, timestamps, deep nesting."""
    waiting, inner, depth = [value], [], 0
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if kind is list:
            inner.extend(item)
        elif kind is dict:
            if not all(type(key) is str for key in item):
                raise WireError("a dict has a key that is not text")
            inner.extend(item.values())
        elif kind not in _PLAIN and kind not in (int, complex, np.ndarray) and not isinstance(item, np.generic):
            raise WireError(f"a frame carries {describe(item)}")
        if not waiting:
            waiting, inner, depth = inner, [], depth + 1
            if waiting and depth > MAX_DEPTH + 1:
                raise WireError("a frame is nested too deeply")
