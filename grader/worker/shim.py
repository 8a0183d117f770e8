"""The untrusted side of the conversation: load a submission, call its functions, send back plain data.

Everything here shares a process with the student's code, so nothing here is believed by the grader, and nothing
here knows an answer. The messages are described in `client.py`.
"""

from __future__ import annotations

import io
import operator
import os
import sys
from types import ModuleType
from typing import Any, NoReturn, Protocol

import numpy as np

from grader import wire
from grader.errors import WireError
from grader.worker.cells import compile_cell

CALLBACK, HANDLE = wire.FIRST_FREE_CODE, wire.FIRST_FREE_CODE + 1
FORGET, RELOAD = "forget", "reload"  # in the place of a call, without an answer
_MAX_OBJECTS = 10_000  # beyond it, the oldest are dropped
_OPERATORS = frozenset(["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos", "abs"])
_GONE = object()
_MAX_TEXT = 2000
_RAISED_BY_GRADER: dict[str, type[Exception]] = {"TypeError": TypeError, "ValueError": ValueError}


class Line(wire.Receiver, Protocol):
    """The connection to the grader: a socket, or a pair of pipes."""

    def sendall(self, data: bytes, /) -> None:
        """Send everything. OSError when the grader is gone."""


def serve(sock: Line, layers: list[str]) -> NoReturn:
    """Announce the layers in force, load the submission that comes back, answer until the grader hangs up."""
    sock.sendall(wire.frame(bytes(8), ["confined", layers]))
    try:
        Shim(sock).run()
    except (EOFError, OSError):
        os._exit(0)


def rehearse(rounds: int = 3, calls: int = 40) -> None:
    """Serve a made-up submission, so that Python has seen every step often enough to take it fast.

    What is learnt is inherited by forks; nothing else stays.
    """
    code = b"def f(x, v):\n    return v * x\n\ndef g(x):\n    raise ValueError(x)\n"
    load = wire.frame(bytes(8), ["load", "rehearsal", "rehearsal.py", np.frombuffer(code, np.uint8), False])
    encoded = [wire.encode([kind, "f", [2.0, np.arange(3.0)], 0]) for kind in ("call", "observe")] * calls
    encoded += [wire.encode(["call", "g", [1], 0])] * 4
    played = [(skeleton, b"".join(buffers)) for skeleton, buffers in encoded]
    line = _Rehearsal([load, *[wire.list_frame(bytes(8), played)] * rounds])
    try:
        Shim(line).run()
    except EOFError:
        sys.modules.pop("rehearsal")


class _Rehearsal:
    """A line with nobody at the other end."""

    def __init__(self, frames: list[bytes]) -> None:
        self.frames = frames

    def recv(self, size: int, /) -> bytes:
        return self.frames.pop(0) if self.frames else b""

    def sendall(self, data: bytes, /) -> None:
        """What is said is not heard."""


def _silent_notebook() -> ModuleType:
    """What stands in for the module that a released notebook imports to run its visible tests: it does nothing."""
    module = ModuleType("grader.notebook")
    vars(module).update(run_tests=_do_nothing, draw=_do_nothing)
    return module


def _do_nothing(*arguments: object, **named: object) -> None:
    pass


class Output(io.TextIOWrapper):
    """What `print` writes to: the first bytes, as many as `allow` says, reach descriptor 1; the rest is dropped."""

    def __init__(self) -> None:
        self._capped = _Capped()
        super().__init__(io.BufferedWriter(self._capped), encoding="utf-8", errors="replace", line_buffering=True)

    def allow(self, size: int) -> None:
        """Let so many bytes through from now on."""
        self._capped.left = size


class _Capped(io.RawIOBase):
    left = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.left > 0:
            try:
                self.left -= os.write(1, bytes(data[: self.left]))
            except OSError:  # the student's code has written to the descriptor itself
                self.left = 0
        return len(data)


class Shim:
    """One submission, being called."""

    def __init__(self, sock: Line) -> None:
        self.sock = sock
        self.reader = wire.Reader(sock)
        self.nonce = bytes(8)
        self.name = "submission"
        self.module = ModuleType(self.name)
        self.cells: list[str] = []
        self.filenames: list[str] = []
        self.notebook = False
        self.objects: dict[int, Any] = {}  # what the grader has handles on, by the number that it gave
        self.broken: list[Any] | None = None  # what a notebook's first failing cell raised

    def receive(self) -> Any:
        self.nonce, message = self.reader.receive(self.restore)
        return message

    def send(self, message: list[Any]) -> None:
        self.sock.sendall(wire.frame(self.nonce, message))

    def run(self) -> NoReturn:
        _, name, filename, code, notebook = self.receive()
        self.load(name, filename, code.tobytes().decode().split("\0"), notebook)
        while True:
            for number, (kind, name, arguments, result) in enumerate(self.receive()):
                if kind in (FORGET, RELOAD):
                    self.objects.clear()
                    if kind == RELOAD:
                        self.execute()
                    continue
                self.reply(number, self.answer(kind, name, arguments, result))

    def reply(self, number: int, reply: list[Any]) -> None:
        """Send what came of a call; without the arguments as they are after it, if those cannot be sent."""
        for said in (reply, [*reply[:2], None]):
            try:
                return self.send([said[0], number, *said[1:]])
            except WireError as error:
                refusal = str(error)
        self.send(["refused", number, refusal])

    def load(self, name: str, filename: str, cells: list[str], notebook: bool) -> None:
        self.name, self.cells, self.notebook = name, cells, notebook
        sys.modules["grader.notebook"] = _silent_notebook()
        self.filenames = [f"{filename} cell {n}" if notebook else filename for n in range(1, len(cells) + 1)]
        self.send(self.execute())

    def execute(self) -> list[Any]:
        """Run the submission in a new module, and say what came of it."""
        self.module = sys.modules[self.name] = ModuleType(self.name)
        for text, where in zip(self.cells, self.filenames, strict=True):
            if not text or text.isspace():
                continue
            try:
                code = compile_cell(text, where, self.notebook)  # its MemoryError means too deep a nesting
                try:
                    exec(code, vars(self.module))
                except MemoryError:
                    return ["memory"]
            except BaseException as error:  # SystemExit too: whatever it is, it is the student's
                self.broken = self.broken or self.raised(error)
                if not self.notebook:
                    return self.broken
        return ["ready"]

    def answer(self, kind: str, name: str, arguments: list[Any], number: int) -> list[Any]:
        """Make one call and say what came of it. An object that is no plain data stays here, under `number`."""
        if any(argument is _GONE for argument in arguments):
            return ["gone"]
        try:
            if name and kind in ("call", "observe", "get"):
                value = vars(self.module).get(name)
                if value is None:
                    return self.broken or ["missing"]
                if kind != "get" and not callable(value):
                    return ["refused", f"{name} is {wire.describe(value)}, not a function"]
                result = value if kind == "get" else value(*arguments)
            elif kind in ("apply", "observe"):
                result = arguments[0](*arguments[1:])
            elif kind == "attribute":
                result = getattr(arguments[0], name)
            elif kind == "repeat":
                result, other, times = arguments
                for _ in range(times):
                    result = getattr(operator, name)(result, other)
            else:
                result = getattr(operator, name)(*arguments) if name in _OPERATORS else None
        except NotImplementedError as error:
            return ["missing"] if type(error) is NotImplementedError else self.raised(error)
        except MemoryError:
            return ["memory"]
        except BaseException as error:
            return self.raised(error)
        if not wire.is_data(result):
            self.objects[number] = result
            if len(self.objects) > _MAX_OBJECTS:
                del self.objects[next(iter(self.objects))]
            return ["handle", wire.describe(result)]
        if kind != "observe":
            return ["answer", result, None]
        return ["answer", result, [None if callable(value) else value for value in arguments]]

    def raised(self, error: BaseException) -> list[Any]:
        """An exception as data: its type, its text, and the cell and line of the student's code."""
        cell, line = 0, 0
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self.filenames:
                cell, line = self.filenames.index(trace.tb_frame.f_code.co_filename), trace.tb_lineno
            trace = trace.tb_next
        try:
            if isinstance(error, SyntaxError) and error.filename in self.filenames:
                cell, line = self.filenames.index(error.filename), error.lineno or 0
                text = str(error.msg)
            else:
                text = str(error)
            bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
            message = ["raised", str(type(error).__name__)[:100], text[:_MAX_TEXT], cell, line, bases]
            wire.encode(message)
        except BaseException:  # an exception whose own text raises
            message = ["raised", "Exception", "", cell, line, []]
        return message

    def restore(self, code: int, data: bytes) -> Any:
        """An argument that is no plain data: an object of this side's, or a function of the grader's."""
        number = int.from_bytes(data, "little")
        return self.objects.get(number, _GONE) if code == HANDLE else self.callback(number)

    def callback(self, number: int) -> Any:
        """A function of the grader's, as the student's code sees it: every call goes back over the wire."""

        def function(*arguments: object) -> Any:
            try:
                self.send(["callback", number, list(arguments)])
            except WireError as error:
                raise TypeError(f"this function takes numbers and arrays, not {error}") from None
            kind, *rest = self.receive()
            if kind == "value":
                return rest[0]
            raise _RAISED_BY_GRADER.get(rest[0], RuntimeError)(rest[1])

        return function
