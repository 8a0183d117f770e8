"""One call as it is sent, and what comes back; and the functions that a submission may call while it answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec.msgpack import Ext

from grader import wire
from grader.worker.shim import CALLBACK, HANDLE

MAX_CALLBACK_SIZE = 1_000  # entries of an array that a given function is called with
MAX_ROUND = 200  # calls that go out at once
MAX_REMEMBERED = 8  # different answers to each call: memory stays bounded however many submissions come
MAX_ANSWER = 4096  # bytes of an answer that is worth remembering


class HandleId(msgspec.Struct, frozen=True):
    """An object that stays in the worker: its number, which the grader gave it, and what kind of thing it is."""

    number: int
    kind: str = "an object"


class Call:
    """One call, to be made by the worker.

    `kind` is call or observe (a function; observe reports its arguments too), get (a constant), and, with an object of
    the worker's as first argument, apply (call it; or observe, without a `name`), attribute, operate (`name` is of
    Python's module `operator`) or repeat (operate on the result again with the second argument, as often as the third
    says).

    An argument that is a function becomes a callback: the submission calls it, the grader evaluates it. A `HandleId` is
    the object itself. If the result is no plain data, it stays in the worker under the number `result`. The call is
    encoded at once, so it does not change with its arguments. Raises `WireError` for one that cannot be sent. `rows`
    is the length of the first array among the arguments, 0 without one.
    """

    __slots__ = ("encoded", "functions", "known", "name", "result", "rows")

    def __init__(self, name: str, arguments: Sequence[Any] = (), kind: str = "call", result: int = 0) -> None:
        self.name, self.result = name, result
        self.rows = next((len(one) for one in arguments if isinstance(one, np.ndarray) and one.ndim), 0)
        self.functions = {place: argument for place, argument in enumerate(arguments) if callable(argument)}
        sent = [_reference(place, argument) for place, argument in enumerate(arguments)]
        skeleton, buffers = wire.encode([kind, name, sent, result], _extensions)
        self.encoded = skeleton, b"".join(buffers)
        self.known: dict[bytes, tuple[int, int]] = {}  # answers that were decoded before: see `Sealed`

    def remember(self, raw: bytes, number: int, skeleton: int) -> None:
        """These bytes, as the `number`th answer of a round, are a valid answer to this call."""
        if not self.functions and len(self.known) < MAX_REMEMBERED and len(raw) <= MAX_ANSWER:
            self.known[raw] = number, skeleton

    def sealed(self, raw: bytes, number: int) -> Sealed | None:
        """The answer of these bytes, if they are known to be a valid one."""
        place, skeleton = self.known.get(raw, (-1, 0))
        return Sealed(raw, skeleton) if place == number else None


def _reference(place: int, argument: Any) -> Any:
    if type(argument) is HandleId:
        return Ext(HANDLE, argument.number.to_bytes(8, "little"))
    return Ext(CALLBACK, bytes([place])) if callable(argument) else argument


class Answer(msgspec.Struct, frozen=True):
    """What came back. `arguments` are those after an observed call; None if they can no longer be sent.

    `raw` are the bytes of the answer: two that are equal mean the same.
    """

    value: Any
    arguments: list[Any] | None = None
    raw: bytes = b""

    def opened(self) -> Answer:
        """Itself; a `Sealed` answer is opened by decoding it."""
        return self


class Sealed(msgspec.Struct, frozen=True):
    """An answer whose bytes came before, to the same call, and were valid. It is decoded only if somebody looks."""

    raw: bytes
    skeleton: int

    def opened(self) -> Answer:
        """What it says; fresh values each time."""
        _, _, value, arguments = wire.unframe(self.raw, self.skeleton)
        return answer_of(value, arguments, self.raw)


def answer_of(value: Any, arguments: Any, raw: bytes) -> Answer:
    """The answer in a message of kind `answer`."""
    return Answer(value, arguments if type(arguments) is list else None, raw)


def in_parts(calls: Sequence[Call]) -> Iterator[list[Call]]:
    """A round, cut into as many parts as it takes for each to fit into a frame."""
    part: list[Call] = []
    skeletons = data = 0
    for call in calls:
        skeletons += len(call.encoded[0])
        data += len(call.encoded[1])
        if part and (len(part) == MAX_ROUND or not wire.fits(skeletons, data)):
            yield part
            part, skeletons, data = [], len(call.encoded[0]), len(call.encoded[1])
        part.append(call)
    if part:
        yield part


def evaluate(call: Call, message: list[Any], nonce: bytes) -> bytes:
    """The frame that answers a callback: check the arguments strictly, then evaluate.

    The function is the exam's, the arguments are not.
    """
    place, arguments = message[0], message[1] if len(message) > 1 else None
    function = call.functions.get(place)
    if function is None or type(arguments) is not list:
        return wire.frame(nonce, ["raise", "TypeError", "no such function"])
    checked: list[Any] = []
    for argument in arguments:
        if isinstance(argument, np.ndarray) and argument.dtype.kind in "iuf" and argument.size <= MAX_CALLBACK_SIZE:
            with np.errstate(invalid="ignore"):  # a signalling NaN
                checked.append(argument.astype(np.float64))
        elif isinstance(argument, float | np.integer | np.floating) or type(argument) is int:
            checked.append(_float(argument))
        else:
            text = f"this function takes numbers and arrays of them, not {wire.describe(argument)}"
            return wire.frame(nonce, ["raise", "TypeError", text])
    try:
        with np.errstate(all="ignore"):
            return wire.frame(nonce, ["value", function(*checked)])
    except Exception as error:
        kind = "ValueError" if isinstance(error, ArithmeticError | ValueError) else "TypeError"
        return wire.frame(nonce, ["raise", kind, str(error)])


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _extensions(value: Any) -> Ext | None:
    return value if type(value) is Ext else None
