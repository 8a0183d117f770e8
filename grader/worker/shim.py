"""The untrusted side of the conversation: load a submission, call its functions, send back plain data.

Everything here shares a process with the student's code, so nothing here is believed by the grader, and nothing
here knows an answer. The messages are described in `client.py`.
"""

from __future__ import annotations

import io
import os
import socket
import sys
from types import ModuleType
from typing import Any, NoReturn

from grader import wire
from grader.errors import WireError
from grader.worker.cells import compile_cell

CALLBACK = wire.FIRST_FREE_CODE
_MAX_TEXT = 2000
_RAISED_BY_GRADER: dict[str, type[Exception]] = {"TypeError": TypeError, "ValueError": ValueError}


def serve(sock: socket.socket, layers: list[str]) -> NoReturn:
    """Announce the layers in force, load the submission that comes back, answer until the grader hangs up."""
    sock.sendall(wire.frame(bytes(8), ["confined", layers]))
    try:
        Shim(sock).run()
    except (EOFError, OSError):
        os._exit(0)


def capped_output(size: int) -> io.TextIOWrapper:
    """What `print` writes to: the first `size` bytes reach descriptor 1, the rest is dropped without an error."""
    buffer = io.BufferedWriter(_Capped(size))
    return io.TextIOWrapper(buffer, encoding="utf-8", errors="replace", line_buffering=True)


class _Capped(io.RawIOBase):
    def __init__(self, size: int) -> None:
        self.left = size

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

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.reader = wire.Reader(sock)
        self.nonce = bytes(8)
        self.module = ModuleType("submission")
        self.filenames: list[str] = []
        self.broken: list[Any] | None = None  # what a notebook's first failing cell raised

    def receive(self) -> Any:
        self.nonce, message = self.reader.receive(self.callback)
        return message

    def send(self, message: list[Any]) -> None:
        self.sock.sendall(wire.frame(self.nonce, message))

    def run(self) -> NoReturn:
        _, name, filename, code, notebook = self.receive()
        self.load(name, filename, code.tobytes().decode().split("\0"), notebook)
        while True:
            for number, (kind, function, arguments) in enumerate(self.receive()):
                reply = self.answer(kind, function, arguments)
                try:
                    self.send([reply[0], number, *reply[1:]])
                except WireError as error:
                    self.send(["refused", number, str(error)])

    def load(self, name: str, filename: str, cells: list[str], notebook: bool) -> None:
        self.module.__name__ = name
        sys.modules[name] = self.module
        self.filenames = [f"{filename} cell {n}" if notebook else filename for n in range(1, len(cells) + 1)]
        for text, where in zip(cells, self.filenames, strict=True):
            try:
                exec(compile_cell(text, where, notebook), vars(self.module))
            except BaseException as error:  # SystemExit too: whatever it is, it is the student's
                self.broken = self.broken or self.raised(error)
                if not notebook:
                    return self.send(self.broken)
        self.send(["ready"])

    def answer(self, kind: str, name: str, arguments: list[Any]) -> list[Any]:
        """One call, observed call or read of a constant."""
        value = vars(self.module).get(name)
        if value is None:
            return self.broken or ["missing"]
        if kind == "get":
            return ["answer", value, None]
        if not callable(value):
            return ["refused", f"{name} is {wire.describe(value)}, not a function"]
        try:
            result = value(*arguments)
        except NotImplementedError as error:
            return ["missing"] if type(error) is NotImplementedError else self.raised(error)
        except MemoryError:
            return ["memory"]
        except BaseException as error:
            return self.raised(error)
        return ["answer", result, self.sendable(arguments) if kind == "observe" else None]

    def sendable(self, arguments: list[Any]) -> list[Any] | None:
        """The arguments as they are after a call; None when they have become something that cannot be sent."""
        after = [None if callable(value) else value for value in arguments]
        try:
            wire.encode(after)
        except WireError:
            return None
        return after

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
            message = ["raised", str(type(error).__name__)[:100], text[:_MAX_TEXT], cell, line]
            wire.encode(message)
        except BaseException:  # an exception whose own text raises
            message = ["raised", "Exception", "", cell, line]
        return message

    def callback(self, code: int, data: bytes) -> Any:
        """A function of the grader's, as the student's code sees it: every call goes back over the wire."""
        if code != CALLBACK:
            raise WireError("unknown kind of value")
        number = int.from_bytes(data, "little")

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
