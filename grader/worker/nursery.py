"""Where workers come from: the zygote process, the handle on each worker, and the watch over its clock."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np

import grader
from grader.confine import LAYERS, Plan
from grader.errors import GraderError
from grader.model import Isolation, Limits
from grader.worker.requests import Reap, Request, Spawn, Trial

UNPRIVILEGED = 65534  # the user that workers become when the grader runs as root
WALL_FACTOR = 10  # wall seconds allowed for each CPU second: the backstop against sleeping
_TICK = 0.02  # seconds between two looks at a worker's clock


class Process:
    """A worker's process: its handle, and once ended its wait status and CPU time."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self.status = 0
        self.cpu_seconds = 0.0
        self._nursery = nursery
        self._handle = os.pidfd_open(pid)
        self._ended = False

    def kill(self) -> None:
        """SIGKILL; harmless when the process has ended by itself."""
        try:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def end(self) -> None:
        """Kill, wait, and note how it ended. Safe to call twice."""
        if not self._ended:
            self._ended = True
            self.kill()
            self.status, self.cpu_seconds = self._nursery.ask(Reap(self.pid))
            os.close(self._handle)


class Clock:
    """What the watch knows of one worker: whether a call is running, since when, and whether time ran out.

    `start` and `stop` are on the path of every call, so they only store a number; the watch does the looking.
    """

    def __init__(self, process: Process, limits: Limits, spent: float) -> None:
        self.expired: str | None = None
        self.slept = 0.0  # wall seconds of a call that was stopped for sleeping; they count as used
        self._process, self._limits, self._spent = process, limits, spent
        self._turn = 0
        self._running = False
        self._seen = (-1, 0.0, 0.0)  # turn, and the CPU and wall seconds at which the watch first saw it

    def start(self) -> None:
        """A call begins."""
        self._turn += 1
        self._running = True

    def stop(self) -> None:
        """The call has been answered."""
        self._running = False

    def look(self) -> None:
        """Kill the worker if the running call, or the lesson as a whole, has used up its time."""
        if not self._running or self.expired:
            return
        try:
            cpu = time.clock_gettime(~self._process.pid << 3 | 2)  # another process's CPU clock, as the kernel codes it
        except OSError:
            return  # it has ended by itself
        wall = time.monotonic()
        turn, cpu_before, wall_before = self._seen
        if turn != self._turn:
            self._seen = (self._turn, cpu, wall)
            return
        limit = self._limits.call_seconds
        if cpu - cpu_before > limit:
            self.expired = f"took more than {limit:g} s for one call"
        elif cpu + self._spent > self._limits.lesson_seconds:
            self.expired = f"used up the {self._limits.lesson_seconds:g} s for this lesson"
        elif wall - wall_before > limit * WALL_FACTOR:
            self.expired = f"did not answer for {limit * WALL_FACTOR:g} s"
            self.slept = wall - wall_before
        if self.expired:
            self._process.kill()


class Watch:
    """A thread that looks at the running worker's clock every few milliseconds."""

    def __init__(self) -> None:
        self._clock: Clock | None = None
        self._lock = threading.Lock()  # held while looking, so that no process is killed after its end
        self._stopping = threading.Event()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def over(self, process: Process, limits: Limits, spent: float) -> Clock:
        """Watch this process from now on."""
        clock = Clock(process, limits, spent)
        clock.start()
        with self._lock:
            self._clock = clock
        return clock

    def leave(self) -> None:
        """Watch nothing."""
        with self._lock:
            self._clock = None

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(_TICK):
            with self._lock:
                if self._clock is not None:
                    self._clock.look()


class Nursery:
    """The zygote, a warm process that workers are forked from. One worker at a time; use as a context manager."""

    def __init__(self, isolation: Isolation = "strict") -> None:
        self.isolation = isolation
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._zygote = subprocess.Popen(
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-S",
                    "-B",
                    "-X",
                    "utf8",
                    "-c",
                    _start_code(),
                    str(theirs.fileno()),
                ],
                pass_fds=[theirs.fileno()],
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
            )
        self._readable: list[str] = self._reply()
        self._uid = UNPRIVILEGED if os.geteuid() == 0 and self.ask(Trial(UNPRIVILEGED)) else None
        self.watch = Watch()

    def spawn(self, connection: socket.socket, limits: Limits) -> Process:
        """Fork a worker that serves `connection`."""
        plan = Plan(
            readable=self._readable,
            memory_bytes=limits.memory_mb << 20,
            cpu_seconds=int(limits.lesson_seconds) + 1,
            uid=self._uid,
            layers=["rlimits"] if self.isolation == "process" else list(LAYERS),
        )
        with self._lock:
            socket.send_fds(self._control, [msgspec.json.encode(Spawn(plan))], [connection.fileno()])
            pid: int = self._reply()
        return Process(self, pid)

    def ask(self, request: Request) -> Any:
        """Put one request to the zygote."""
        with self._lock:
            self._control.send(msgspec.json.encode(request))
            return self._reply()

    def close(self) -> None:
        """End the zygote; a worker still running dies with it."""
        self.watch.stop()
        self._control.close()
        self._zygote.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def _reply(self) -> Any:
        reply = self._control.recv(65536)
        if not reply:
            raise GraderError("the process that starts workers has ended; run the command again")
        return msgspec.json.decode(reply)


# A fixed hash seed makes the order of a set, and so a submission's answers, the same on every run.
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _start_code() -> str:
    """The zygote runs without site-packages' start-up files, so it is told where its three packages lie."""
    places = dict.fromkeys(str(Path(str(package.__file__)).parents[1]) for package in (grader, np, msgspec))
    return f"import sys; sys.path[:0] = {list(places)!r}; from grader.worker.zygote import main; main()"
