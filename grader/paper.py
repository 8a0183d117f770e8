"""The exam paper: drawn examples as bytes, and back. Plain data and the course's own structs; never pickle."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.msgpack import Ext

from grader import wire
from grader.errors import CourseError, WireError

_TUPLE, _STRUCT = wire.FIRST_FREE_CODE, wire.FIRST_FREE_CODE + 1
_LENGTH = struct.Struct("<I")

Registry = Mapping[str, type[msgspec.Struct]]


class Paper(msgspec.Struct, frozen=True):
    """The examples of one lesson: for each check id, its drawn arguments in the order in which they are sat."""

    examples: dict[str, list[bytes]]


def encode_example(arguments: dict[str, Any], registry: Registry) -> bytes:
    """A drawn example as bytes: what `decode_example` gives back is equal to it, type by type.

    `registry` holds the structs of the course's strategies by name. `WireError` for anything that is no plain data.
    """

    def extend(value: Any) -> Ext | None:
        if type(value) is tuple:
            return Ext(_TUPLE, _frame(list(value)))
        name = type(value).__qualname__
        if registry.get(name) is type(value):
            return Ext(_STRUCT, _frame([name, *msgspec.structs.astuple(value)]))
        return None

    def _frame(value: Any) -> bytes:
        skeleton, buffers = wire.encode(value, extend)
        return b"".join([_LENGTH.pack(len(skeleton)), skeleton, *buffers])

    return _frame(arguments)


def decode_example(data: bytes, registry: Registry) -> dict[str, Any]:
    """Fresh copies of the arguments of one example."""

    def restore(code: int, content: bytes) -> Any:
        value = _unframe(content)
        if code == _TUPLE:
            return tuple(value)
        if code == _STRUCT:
            kind = registry[value[0]]
            return kind(**dict(zip(kind.__struct_fields__, value[1:], strict=True)))
        raise WireError(f"unknown kind of value: {code}")

    def _unframe(content: bytes) -> Any:
        end = _LENGTH.size + _LENGTH.unpack_from(content)[0]
        return wire.decode(content[_LENGTH.size : end], content[end:], restore)

    arguments: dict[str, Any] = _unframe(data)
    return arguments


def in_order(explicit: list[bytes], drawn: list[bytes]) -> list[bytes]:
    """Hand-written examples first, then the drawn ones by length and content; none twice.

    So the first failing example, the one that the student is shown, is a simple one.
    """
    return list(dict.fromkeys([*explicit, *sorted(drawn, key=lambda data: (len(data), data))]))


def check_encodable(arguments: dict[str, Any], registry: Registry, where: str) -> bytes:
    """`encode_example`, with a message for the test's author."""
    try:
        return encode_example(arguments, registry)
    except WireError as error:
        raise CourseError(where, [f"an example cannot be stored: {error}. Draw plain data or structs only."]) from None
