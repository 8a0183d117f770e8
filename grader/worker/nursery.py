"""Where workers come from: the interface, and the zygote that forks them on Linux."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import msgspec
import numpy as np

import grader
from grader.confine import LAYERS, Plan
from grader.errors import GraderError
from grader.model import Isolation, Limits
from grader.worker.requests import Reap, Request, Spawn, Trial
from grader.worker.watch import Watch

UNPRIVILEGED = 65534  # the user that workers become when the grader runs as root


class Connection(Protocol):
    """The two directions of talking to a worker; what a socket offers."""

    def sendall(self, data: bytes, /) -> None:
        """Send everything. OSError when the other side is gone."""

    def recv(self, size: int, /) -> bytes:
        """At least one byte and at most `size`; none when the other side is gone."""

    def close(self) -> None:
        """Hang up."""


class Process(ABC):
    """A worker's process. `cpu_seconds`, `exit_code` (negative: a signal) and `output` are known once it has ended."""

    connection: Connection
    pid: int
    cpu_seconds = 0.0
    exit_code: int | None = None
    output = ""

    @abstractmethod
    def cpu(self) -> float | None:
        """CPU seconds used so far; None where the system does not tell, or when it has ended."""

    @abstractmethod
    def kill(self) -> None:
        """End it at once; harmless when it has ended by itself."""

    @abstractmethod
    def end(self) -> None:
        """Kill, wait, and note how it ended. Safe to call twice."""


class Nursery(ABC):
    """Starts workers, one at a time, and watches over them. Use as a context manager.

    `secrets` are the files and folders that a submission must not be able to read.
    """

    def __init__(self, isolation: Isolation) -> None:
        self.isolation = isolation
        self.secrets: tuple[Path, ...] = ()
        self.watch = Watch()

    @abstractmethod
    def spawn(self, limits: Limits) -> Process:
        """Start a worker. The first thing that it sends is which layers confine it."""

    def close(self) -> None:
        """End everything that this nursery has started."""
        self.watch.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()


def open_nursery(isolation: Isolation = "strict") -> Nursery:
    """The nursery that this system can have."""
    if hasattr(os, "fork") and sys.platform == "linux":
        return ZygoteNursery(isolation)
    raise GraderError("only Linux so far")


class ZygoteNursery(Nursery):
    """Forks each worker from a warm process that holds no secret."""

    def __init__(self, isolation: Isolation) -> None:
        super().__init__(isolation)
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        flags = ["-s", "-P", "-S", "-B", "-X", "utf8"]  # -I without -E, which would ignore the hash seed
        command = [sys.executable, *flags, "-c", start_code("grader.worker.zygote"), str(theirs.fileno())]
        with theirs:
            self._zygote = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], env=ENVIRONMENT, cwd="/", stdin=subprocess.DEVNULL
            )
        self._readable: list[str] = self._reply()
        self._uid = UNPRIVILEGED if os.geteuid() == 0 and self.ask(Trial(UNPRIVILEGED)) else None

    def spawn(self, limits: Limits) -> Process:
        plan = Plan(
            readable=self._readable,
            memory_bytes=limits.memory_mb << 20,
            cpu_seconds=int(limits.lesson_seconds) + 1,
            output_bytes=limits.output_kb << 10,
            uid=self._uid,
            layers=["rlimits"] if self.isolation == "process" else list(LAYERS),
        )
        connection, theirs = socket.socketpair()
        output = os.memfd_create("output", os.MFD_CLOEXEC)
        with theirs, self._lock:
            request = msgspec.json.encode(Spawn(plan))
            socket.send_fds(self._control, [request], [theirs.fileno(), output])
            pid: int = self._reply()
        return _Forked(self, pid, connection, output, limits.output_kb << 10)

    def ask(self, request: Request) -> Any:
        """Put one request to the zygote."""
        with self._lock:
            self._control.send(msgspec.json.encode(request))
            return self._reply()

    def close(self) -> None:
        """End the zygote; a worker still running dies with it."""
        super().close()
        self._control.close()
        self._zygote.wait()

    def _reply(self) -> Any:
        reply = self._control.recv(65536)
        if not reply:
            raise GraderError("the process that starts workers has ended; run the command again")
        return msgspec.json.decode(reply)


class _Forked(Process):
    """A worker forked by the zygote, held by a handle that can never mean another process."""

    def __init__(self, nursery: ZygoteNursery, pid: int, connection: socket.socket, output: int, cap: int) -> None:
        self.pid = pid
        self.connection = connection
        self._nursery, self._output, self._cap = nursery, output, cap
        self._handle = os.pidfd_open(pid)
        self._ended = False

    def cpu(self) -> float | None:
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # another process's CPU clock, as the kernel codes it
        except OSError:
            return None

    def kill(self) -> None:
        try:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def end(self) -> None:
        if self._ended:
            return
        self._ended = True
        self.kill()
        self.connection.close()
        status, self.cpu_seconds = self._nursery.ask(Reap(self.pid))
        self.exit_code = os.waitstatus_to_exitcode(status)
        self.output = os.pread(self._output, self._cap, 0).decode("utf-8", "replace")
        os.close(self._output)
        os.close(self._handle)


# A fixed hash seed makes the order of a set, and so a submission's answers, the same on every run.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def start_code(module: str) -> str:
    """Python code that runs a module's `main` without site-packages' start-up files: they are told where to look."""
    places = dict.fromkeys(str(Path(str(package.__file__)).parents[1]) for package in (grader, np, msgspec))
    return f"import sys; sys.path[:0] = {list(places)!r}; from {module} import main; main()"
