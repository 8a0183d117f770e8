"""The trusted side: start a worker, call it, watch its time, kill it.

Messages, each with a nonce that the other side echoes. To the worker: `load`, then rounds of calls, and replies to
callbacks. From the worker: `confined`, `ready` or `raised`; then for each call of a round, in order, any number of
`callback`s and one of `answer`, `handle`, `raised`, `refused`, `missing`, `memory`, `gone`. Anything else ends it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any, NoReturn, Self

import numpy as np

from grader import wire
from grader.confine.isolation import require
from grader.errors import (
    ExampleEnded,
    NotAttempted,
    Refused,
    StudentError,
    WireError,
    WorkerLost,
)
from grader.model import Limits, Source
from grader.worker.calls import Answer, Call, HandleId, Sealed, answer_of, evaluate, in_parts
from grader.worker.nursery import Nursery
from grader.worker.shim import FORGET, RELOAD
from grader.worker.watch import Clock

MAX_CALLBACKS = 10_000  # calls of a given function during one call of the submission
MAX_RECEIVED = 64 << 20  # bytes of answers to one lesson
_MAX_BASES = 20  # of an exception
_KILL_SIGNAL, _CPU_LIMIT_SIGNAL = 9, 24  # where the system has them


class Worker:
    """One confined process with one submission in it. A context manager: leaving it kills the process.

    `spent` are the CPU seconds that earlier workers have used of the same lesson's time, `received` the bytes that they
    have sent; after closing, this one's are in them too. `output` is what the submission printed, up to the cap.
    """

    def __init__(self, nursery: Nursery, limits: Limits, spent: float = 0.0, received: int = 0) -> None:
        self.limits = limits
        self.spent = spent
        self.received = received
        self.output = ""
        self._closed = False
        self._has_objects = False
        self._nursery = nursery
        self._reason: WorkerLost | None = None
        self._process = nursery.spawn(limits)
        self._connection = self._process.connection
        self._reader = wire.Reader(self._connection)
        self.clock = Clock(self._process, limits, spent)
        self.clock.start()
        nursery.watch.over(self.clock)
        try:
            _, message = self._receive(bytes(8))
            self.layers: list[str] = [str(layer) for layer in message[0]]
            require(nursery.isolation, self.layers, nursery.secrets)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def load(self, name: str, source: Source) -> None:
        """Run the submission's file. Raises `StudentError` with the student's line, or `WorkerLost`."""
        self._source = source
        nonce = os.urandom(8)
        self.clock.start()
        code = "\0".join(source.cells).encode()  # no cell holds a NUL; as an array it may be longer than a skeleton
        message = ["load", name, source.filename, np.frombuffer(code, np.uint8, len(code)), source.notebook]
        self._send(wire.frame(nonce, message))
        kind, reply = self._receive(nonce)
        self.clock.stop()
        if kind == "raised":
            raise self._student_error(reply)
        if kind == "memory":
            raise self._out_of_memory()
        if kind != "ready":
            self._violation(f"it sent {kind!r:.40} instead of getting ready")

    def round(self, calls: Sequence[Call]) -> Iterator[Answer | Sealed | ExampleEnded]:
        """Make the calls in order; yields each one's answer, or the exception that it ended in.

        After a `WorkerLost` nothing more comes: the calls behind it were not made.
        """
        for part in in_parts(calls):
            nonce = os.urandom(8)
            try:
                self.clock.start()
                self._send(wire.list_frame(nonce, [call.encoded for call in part]))
                for number, call in enumerate(part):
                    self.clock.start()
                    answer = self._answer(nonce, number, call)
                    self.clock.stop()
                    yield answer
            except WorkerLost as lost:
                yield lost
                return

    def forget(self) -> None:
        """Drop every object that the worker holds for the grader: the examples that used them are over."""
        if self._has_objects:
            self._has_objects = False
            self._send(wire.list_frame(os.urandom(8), [Call("", kind=FORGET).encoded]))

    def reload(self) -> None:
        """Run the submission's file once more, in a module of its own: what calls have left in the old one is gone."""
        self._has_objects = False
        self._send(wire.list_frame(os.urandom(8), [Call("", kind=RELOAD).encoded]))

    def close(self) -> None:
        """Kill the worker and wait for it. Safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._nursery.watch.leave()
        self._process.end()
        self.output = self._process.output
        self.spent += self._process.cpu_seconds

    def _answer(self, nonce: bytes, number: int, call: Call) -> Answer | Sealed | ExampleEnded:
        callbacks, evaluating = 0, 0.0
        while True:
            self._take(nonce)
            if known := call.sealed(self._reader.raw, number):
                return known
            kind, message = self._message()
            if not message or type(message[0]) is not int:
                self._violation("an answer without its number")
            if kind == "callback":
                callbacks += 1
                if callbacks > MAX_CALLBACKS:
                    self._reason = WorkerLost("timeout", f"called its function more than {MAX_CALLBACKS} times")
                    raise self._lost()
                start = time.thread_time()
                reply = evaluate(call, message, nonce)
                evaluating += time.thread_time() - start
                if evaluating > self.limits.call_seconds:
                    self._reason = WorkerLost("timeout", "made the functions that it was given compute for too long")
                    raise self._lost()
                self._send(reply)
            elif message[0] != number:
                self._violation("it answered a call that was not asked")
            else:
                if kind == "answer" and len(message) == 3:
                    call.remember(self._reader.raw, number, self._reader.skeleton)
                    return answer_of(message[1], message[2], self._reader.raw)
                return self._decode(kind, message[1:], call)

    def _decode(self, kind: str, message: list[Any], call: Call) -> Answer | ExampleEnded:
        if kind == "raised":
            return self._student_error(message)
        if kind == "handle" and len(message) == 1 and type(message[0]) is str:
            self._has_objects = True
            return Answer(HandleId(call.result, message[0][:200]), raw=self._reader.raw)
        if kind == "gone":
            return StudentError("LostObject", "an object was lost when the process that held it was stopped")
        if kind == "refused" and len(message) == 1 and type(message[0]) is str:
            return Refused(message[0][:300])
        if kind == "missing":
            return NotAttempted(call.name)
        if kind == "memory":
            raise self._out_of_memory()
        self._violation(f"it sent an unknown message, {kind!r:.40}")

    def _student_error(self, message: list[Any]) -> StudentError:
        if [type(part) for part in message] != [str, str, int, int, list]:
            self._violation("it sent a malformed exception")
        kind, text, cell, line, bases = message
        line, cell = line if 0 < line < 10**6 else 0, max(0, min(cell, 10**6))
        return StudentError(kind[:100], text[:2000], line, cell, bases[:_MAX_BASES])

    def _out_of_memory(self) -> WorkerLost:
        self._reason = WorkerLost("memory", f"used more than {self.limits.memory_mb} MiB of memory")
        return self._lost()

    def _send(self, frame: bytes) -> None:
        try:
            self._connection.sendall(frame)
        except OSError:
            raise self._lost() from None

    def _receive(self, nonce: bytes) -> tuple[str, list[Any]]:
        self._take(nonce)
        return self._message()

    def _take(self, nonce: bytes) -> None:
        """Wait for the next frame; it must be one that belongs to what was asked."""
        try:
            echo = self._reader.take()
        except (EOFError, OSError):
            raise self._lost() from None
        except WireError as error:
            self._violation(str(error))
        self.received += self._reader.size
        if self.received > MAX_RECEIVED:
            self._reason = answered_too_much()
            raise self._lost()
        if echo != nonce:
            self._violation("it sent something that was not asked for")

    def _message(self) -> tuple[str, list[Any]]:
        """What it says, after its kind."""
        try:
            message = self._reader.message()
        except WireError as error:
            self._violation(str(error))
        if type(message) is not list or not message or type(message[0]) is not str:
            self._violation("it sent something that was not asked for")
        return message[0], message[1:]

    def _violation(self, text: str) -> NoReturn:
        self._reason = self._reason or WorkerLost("crashed", f"broke the grader's protocol: {text}")
        raise self._lost()

    def _lost(self) -> WorkerLost:
        """End the worker; why it is gone: a known reason, the watch's, or else how the process ended."""
        self.close()
        if self._reason is None and self.clock.expired is not None:
            self._reason = WorkerLost("timeout", self.clock.expired, slept=self.clock.slept)
        if self._reason is None:
            code = self._process.exit_code or 0
            if code == -_CPU_LIMIT_SIGNAL:
                self._reason = WorkerLost("timeout", "used up the time for this lesson")
            elif code < 0 and code != -_KILL_SIGNAL:
                self._reason = WorkerLost("crashed", f"ended its process with {signal.Signals(-code).name}")
            else:
                self._reason = WorkerLost("crashed", "ended its own process (os._exit, or something like it)")
        return self._reason


def answered_too_much() -> WorkerLost:
    """The end of a lesson whose answers, all together, are longer than `MAX_RECEIVED`."""
    return WorkerLost("memory", f"answered with more than {MAX_RECEIVED >> 20} MiB in this lesson")
