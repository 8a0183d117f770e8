"""Who grades: this process, a grader process for each core, or a Dask cluster. All are `concurrent.futures` executors.

What they do with a chunk is in `desk.py`; what to do when one of them dies is in `batch.py`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import multiprocessing
import os
import signal
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from types import TracebackType
from typing import Any, Self

from grader.bundle import Bundle, pack
from grader.desk import Assignment, Graded, grade_chunk, leave, sit_down
from grader.errors import NurseryLost, Unfinished, UsageError
from grader.worker.launch import Launched, has_zygote, launch
from grader.worker.nursery import Zygote

CONNECT_SECONDS = 15
COMEBACK_SECONDS = 30.0


class Crew(ABC):
    """Takes chunks of submissions. A context manager. `lost` are the errors by which it says that a grader died."""

    size: int  # chunks that can be graded at one time
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)

    @abstractmethod
    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        """Hand a chunk over. Raises one of `lost` when nobody can take it."""

    @abstractmethod
    def restart(self) -> None:
        """After a loss: be ready for chunks again."""

    @abstractmethod
    def check(self) -> None:
        """Asked now and then while nothing comes back. `Unfinished` when nothing ever will."""

    @abstractmethod
    def close(self, at_once: bool = False) -> None:
        """Stop; what is in flight is dropped, or with `at_once` broken off."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close(at_once=kind is not None)


class ExecutorCrew(Crew):
    """The crew behind any executor that `open_executor` gives, with `size` graders; opened for the first chunk."""

    def __init__(self, assignment: Assignment, open_executor: Callable[[], Executor], size: int) -> None:
        self.size = size
        self._assignment, self._open = assignment, open_executor
        self._executor: Executor | None = None

    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        if self._executor is None:
            self._executor = self._open()
        return self._executor.submit(grade_chunk, self._assignment, chunk)

    def restart(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def check(self) -> None:
        """A dead process is noticed by the executor itself."""

    def close(self, at_once: bool = False) -> None:
        self.restart()


class Alone(ExecutorCrew):
    """This process itself: nothing to start for a single submission. Takes a zygote that was launched already."""

    def __init__(self, assignment: Assignment, launched: Launched | None = None) -> None:
        super().__init__(assignment, _Inline, 1)
        self._launched = launched

    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        if self._launched is not None:
            sit_down(self._assignment, self._launched)
            self._launched = None
        return super().submit(chunk)

    def close(self, at_once: bool = False) -> None:
        super().close()
        if self._launched is not None:
            self._launched.close()
        leave(self._assignment)


class _Inline(Executor):
    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(ExecutorCrew):
    """Grader processes on this machine, each pinned to a core, each with its own zygote.

    Where there are zygotes, one is warmed up, or was launched already, and cloned for each process.
    """

    def __init__(self, assignment: Assignment, jobs: int, launched: Launched | None = None) -> None:
        super().__init__(assignment, self._pool, jobs)
        self._others = set(multiprocessing.active_children())
        self._zygote = Zygote(launched or launch()) if has_zygote() else None
        self._seats: list[Launched] = []

    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        future = super().submit(chunk)
        self._leave_seats()  # the processes have been forked, and hold them now
        return future

    def close(self, at_once: bool = False) -> None:
        for process in set(multiprocessing.active_children()) - self._others if at_once else ():
            process.terminate()
        super().close()
        self._leave_seats()
        if self._zygote is not None:
            self._zygote.launched.close()

    def _pool(self) -> Executor:
        # A forked process inherits the exam that is set already; where there is no fork, it comes from the cache.
        context = multiprocessing.get_context("fork" if has_zygote() else "spawn")
        mine = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
        cores = [mine[number % len(mine)] if mine else None for number in range(self.size)]
        if self._zygote is not None:
            try:
                self._seats = [self._zygote.clone(core) for core in cores]
            except NurseryLost:  # each process launches its own
                self._leave_seats()
        places = context.SimpleQueue()
        for number, core in enumerate(cores):
            places.put((number, core))
        inherited = [*self._seats, *([self._zygote.launched] if self._seats and self._zygote else [])]
        return ProcessPoolExecutor(self.size, context, _start, (self._assignment, inherited, places))

    def _leave_seats(self) -> None:
        for seat in self._seats:
            seat.close()
        self._seats = []


def _start(assignment: Assignment, inherited: list[Launched], places: Any) -> None:
    """In a new grader process: stay on one core, where short calls between grader and worker are fastest."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started the run; it ends this one too
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    number, core = places.get()
    if core is not None:
        os.sched_setaffinity(0, {core})
    for place, launched in enumerate(inherited):
        if place == number and place < len(inherited) - 1:
            sit_down(assignment, launched)
        else:
            launched.control.close()  # it belongs to another process


def _end_with_parent() -> None:
    """Wait for the end of the process that started this one. The kernel's own signal would follow its thread."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Cluster(Crew):
    """A Dask cluster, by the address of its scheduler. The course travels as a bundle with each chunk.

    `UsageError` when Dask is not installed, nothing answers at the address, or no worker is there.
    """

    def __init__(self, assignment: Assignment, address: str) -> None:
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise UsageError("--cluster needs Dask: pip install 'downslope[cluster]'") from None
        self._where = f"--cluster {address}"
        unreachable: str | None = None
        try:
            self._client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            unreachable = str(error)
        if unreachable is not None:
            # Dask's half-made client closes itself when it is collected. While another one is being made, it would wait
            # for itself for ever.
            gc.collect()
            raise UsageError(f"{self._where}: no Dask scheduler answers there ({unreachable}).")
        try:
            if not self._workers():
                raise UsageError(f"{self._where}: no worker is there. Start: dask worker {address} --nthreads 1")
            self.lost = (distributed.KilledWorker, CancelledError)
            self._bundle = pack(assignment)
            self._executor = self._client.get_executor(pure=False)  # the same again is a new try, not the old failure
        except BaseException:
            self._client.close()
            raise

    @property
    def size(self) -> int:  # type: ignore[override]
        """One chunk for each worker; they may come and go."""
        return max(1, self._workers())

    def submit(self, chunk: list[bytes]) -> Future[list[Graded]]:
        future: Future[list[Graded]] = self._executor.submit(grade_bundled, self._bundle, chunk)
        return future

    def restart(self) -> None:
        """The scheduler gives work to other workers by itself; one that was killed may be about to come back."""
        deadline = time.monotonic() + COMEBACK_SECONDS
        while not self._workers() and time.monotonic() < deadline and self._client.status == "running":
            time.sleep(0.5)
        self.check()

    def check(self) -> None:
        if self._client.status != "running":
            raise Unfinished(f"{self._where}: the scheduler has gone. Start it, then run the same command again.")
        if not self._workers():
            raise Unfinished(f"{self._where}: no worker is left. Start some, then run the same command again.")

    def close(self, at_once: bool = False) -> None:
        with contextlib.suppress(Exception):  # whatever is wrong with it, this run is over
            self._executor.shutdown(wait=False)
        self._client.close()

    def _workers(self) -> int:
        try:
            return len(self._client.scheduler_info(n_workers=-1).get("workers", ()))
        except OSError:  # it is being closed
            return 0


def grade_bundled(bundle: Bundle, chunk: list[bytes]) -> list[Graded]:
    """On a machine of the cluster: the same as `grade_chunk`."""
    return grade_chunk(bundle.assignment(), chunk)


def open_crew(
    assignment: Assignment, jobs: int, cluster: str | None, expected: int, launched: Launched | None = None
) -> Crew:
    """The crew for so many submissions: a cluster if one is named, else this machine's processes or this one.

    A zygote that was `launched` before is used, or closed.
    """
    if cluster is not None:
        if launched is not None:
            launched.close()
        return Cluster(assignment, cluster)
    if expected == 1:
        return Alone(assignment, launched)
    return Processes(assignment, max(1, min(jobs, expected)), launched)


def default_jobs() -> int:
    """One grader process for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
