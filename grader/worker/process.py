"""What a worker's process and its connection offer, whatever starts them: the interface of `nursery` and `portable`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from grader.model import Isolation, Limits
from grader.worker.watch import Watch


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
