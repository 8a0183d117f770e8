"""A worker that says anything at all: whatever comes back is an answer or an ordinary end, never an accident."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import wire
from grader.errors import ExampleEnded, WireError, WorkerLost
from grader.model import Limits
from grader.worker.calls import Answer, Call
from grader.worker.client import Worker
from grader.worker.nursery import Nursery, Process

NONCE = bytes(8)


class Liar:
    """A connection that answers each frame with the next of its replies, nonce included."""

    def __init__(self, replies: list[bytes | list[Any]]) -> None:
        self.replies = replies
        self.waiting = wire.frame(NONCE, ["confined", []])

    def sendall(self, data: bytes, /) -> None:
        for reply in self.replies[:3]:
            self.waiting += reply if isinstance(reply, bytes) else wire.frame(data[:8], reply)
        self.replies = self.replies[3:]

    def recv(self, size: int, /) -> bytes:
        piece, self.waiting = self.waiting[:size], self.waiting[size:]
        return piece

    def close(self) -> None:
        pass


class FakeProcess(Process):
    pid = 0
    exit_code = 0

    def __init__(self, connection: Liar) -> None:
        self.connection = connection

    def cpu(self) -> float | None:
        return None

    def kill(self) -> None:
        pass

    def end(self) -> None:
        pass


class FakeNursery(Nursery):
    def __init__(self, connection: Liar) -> None:
        super().__init__("process")
        self.connection = connection

    def spawn(self, limits: Limits) -> Process:
        return FakeProcess(self.connection)


def answers(replies: list[bytes | list[Any]]) -> list[Answer | ExampleEnded]:
    with FakeNursery(Liar(replies)) as nursery, Worker(nursery, Limits()) as worker:
        return list(worker.round([Call("f", (abs, 1.0)), Call("g", (2.0,), "observe"), Call("h", (), "get")]))


words = st.sampled_from(["answer", "raised", "refused", "missing", "memory", "handle", "gone", "callback", "ready", ""])
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.floats() | st.text(max_size=4) | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
messages = st.tuples(words, st.integers(-1, 3), st.lists(plain, max_size=4)).map(lambda m: [m[0], m[1], *m[2]])


@settings(max_examples=400)
@given(st.lists(messages | st.lists(plain, max_size=3) | st.binary(max_size=40), max_size=12))
def test_whatever_a_worker_sends_is_an_answer_or_an_ordinary_end(replies: list[bytes | list[Any]]) -> None:
    got = answers(replies)
    assert got
    assert all(isinstance(answer, Answer | ExampleEnded) for answer in got)
    assert not [answer for answer in got[:-1] if isinstance(answer, WorkerLost)]


@pytest.mark.parametrize(
    "reply",
    [
        ["answer", 1, 0.0, None],  # of a call that was not asked yet
        ["answer", 0],
        ["answer", 0, 1, 2, 3],
        ["answer", True, 0.0, None],
        ["raised", 0, "E", 1, 0, 0, []],
        ["raised", 0, "E", "text", 0, 0],
        ["passed", 0],
        [],
        ["answer"],
        wire.frame(b"guessed!", ["answer", 0, 1.0, None]),
        b"\x00" * 20,
        b"",
    ],
)
def test_a_frame_out_of_turn_or_out_of_shape_ends_the_worker(reply: bytes | list[Any]) -> None:
    (got,) = answers([reply])
    assert isinstance(got, WorkerLost)
    assert got.outcome == "crashed"


@pytest.mark.parametrize("place", [-1, 1, 2, 300])
def test_a_callback_on_what_is_no_function_is_refused_and_the_call_goes_on(place: int) -> None:
    got = answers([["callback", place, [1.0]], ["answer", 0, 5.0, None]])
    assert isinstance(got[0], Answer)
    assert got[0].value == 5.0


@pytest.mark.parametrize(
    "unit",
    [b"\x80", b"\x90", b"\xc0", b"\xa0", b"\x91", b"\x81\xa0", b"\xc7\x00\x04", b"\xd4\x01\x00"],
    ids=["empty maps", "empty lists", "nulls", "empty texts", "nested lists", "nested maps", "big ints", "arrays"],
)
def test_memory_grows_no_faster_than_the_frame(unit: bytes) -> None:
    def peak(size: int) -> int:
        count = (size - 5) // len(unit)
        skeleton = b"\xdd" + count.to_bytes(4, "big") + unit * count
        tracemalloc.start()
        try:
            wire.decode(skeleton, b"")
        except WireError:
            pass
        finally:
            used = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return used

    small, large = peak(wire.MAX_SKELETON // 8), peak(wire.MAX_SKELETON)
    assert large <= 10 * small + 1_000_000
    assert large <= 60_000_000
