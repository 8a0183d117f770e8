"""The watch over a running worker's time. CPU time decides; wall time is only the backstop against sleeping."""

from __future__ import annotations

import threading
import time
from typing import Protocol

from grader.model import Limits

_TICK = 0.02  # seconds between two looks at a worker's clock


class Watched(Protocol):
    """A process that can be asked for its CPU time, and killed."""

    def cpu(self) -> float | None:
        """CPU seconds used so far; None where the system does not tell, or when it has ended."""

    def kill(self) -> None:
        """End it at once."""


class Clock:
    """What the watch knows of one worker: whether a call is running, since when, and whether time ran out.

    `start` and `stop` are on the path of every call, so they only store a number; the watch does the looking. `spent`
    are the CPU seconds that earlier workers used of the same lesson. After the end, `expired` says in words which time
    ran out, and `slept` how many wall seconds a call took that did not compute.
    """

    def __init__(self, process: Watched, limits: Limits, spent: float) -> None:
        self.expired: str | None = None
        self.slept = 0.0
        self.check_until = limits.check_seconds  # CPU seconds of the lesson at which the running check has used its own
        self._process, self._limits, self._spent = process, limits, spent
        self._born = time.monotonic()
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

    def used(self) -> float:
        """CPU seconds of the lesson so far, those of earlier workers included."""
        return self._spent + self._cpu(time.monotonic())

    def _cpu(self, wall: float) -> float:
        """CPU seconds of this worker. Where the system does not tell, the wall's, as if the machine were so busy."""
        cpu = self._process.cpu()
        return cpu if cpu is not None else (wall - self._born) / self._limits.wall_factor

    def look(self) -> None:
        """Kill the worker if the running call, its check or the lesson as a whole has used up its time."""
        if not self._running or self.expired:
            return
        wall = time.monotonic()
        told, cpu = self._process.cpu() is not None, self._cpu(wall)
        turn, cpu_before, wall_before = self._seen
        if turn != self._turn:
            self._seen = (self._turn, cpu, wall)
            return
        limits, patience = self._limits, self._limits.call_seconds * self._limits.wall_factor
        if told and cpu - cpu_before > limits.call_seconds:
            self.expired = f"took more than {limits.call_seconds:g} s for one call"
        elif cpu + self._spent > limits.lesson_seconds:
            self.expired = f"used up the {limits.lesson_seconds:g} s for this lesson"
        elif cpu + self._spent > self.check_until:
            self.expired = f"used up the {limits.check_seconds:g} s for this check"
        elif wall - wall_before > patience:
            self.expired, self.slept = f"did not answer for {patience:g} s", wall - wall_before
        if self.expired:
            self._process.kill()


class Watch:
    """A thread that looks at the running worker's clock every few milliseconds."""

    def __init__(self) -> None:
        self._clock: Clock | None = None
        self._lock = threading.Lock()  # held while looking, so that no process is killed after its end
        self._stopping = threading.Event()
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def over(self, clock: Clock) -> None:
        """Watch this clock from now on."""
        with self._lock:
            self._clock = clock

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
