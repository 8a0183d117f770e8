"""Running one command: seconds on the clock, CPU seconds of its whole tree, and memory of the trusted side."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 10.0  # seconds that whatever a command left behind has to end in
_SAMPLED_EVERY = 0.05
UNTRUSTED = b"grader.worker.zygote"  # in the command line of our processes that hold a submission, or will


class Command(msgspec.Struct, frozen=True):
    """What to run, where, where its output goes, and the exit codes with which it has done its work."""

    arguments: Sequence[str]
    folder: Path
    output: Path
    done: Sequence[int] = (0,)


class Usage(msgspec.Struct, frozen=True):
    """What a command took. `memory` is in bytes: the most that all its trusted processes had at one time."""

    wall: float
    cpu: float
    memory: int = 0


def run(command: Command, environment: Mapping[str, str], sample_memory: bool = False) -> Usage:
    """Run a command to its end. `RuntimeError` if it did not do its work: one line that may be printed in a report,
    then the end of its output.

    CPU seconds include processes that outlived their parents: they become children of this one, and are waited for.
    """
    _adopt_orphans()
    before = _children_cpu()
    with command.output.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        with MemoryOf(process.pid) if sample_memory else contextlib.nullcontext() as memory:
            code = process.wait()
            wall = time.perf_counter() - start
    _wait_for_orphans()
    if code not in command.done:
        text = command.output.read_text(encoding="utf-8", errors="replace")
        start_of_it = " ".join(Path(argument).name for argument in command.arguments[:4])
        raise RuntimeError(f"exit code {code} from {start_of_it}\n{text[-2000:]}")
    return Usage(wall, _children_cpu() - before, memory.peak if memory else 0)


class MemoryOf:
    """Watches a process and its descendants, those of the untrusted side left out. Use as a context manager.

    A process counts from the second look on: at the first, a zygote may still be the fork of its parent that will
    become it. `peak` is the largest sum, over the processes of one moment, of what each has had at most until then
    (VmHWM); pages that processes share count in each.
    """

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryOf:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        before: set[int] = set()
        while not self._ended.wait(_SAMPLED_EVERY):
            now = set(trusted(self._pid))
            self.peak = max(self.peak, sum(_high_water(pid) for pid in now & before))
            before = now


def trusted(pid: int) -> list[int]:
    """A process and its descendants, without those whose command line, or an ancestor's, is that of a zygote."""
    try:
        if UNTRUSTED in Path(f"/proc/{pid}/cmdline").read_bytes():
            return []
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has just ended
        return []
    return [pid, *(one for child in children for one in trusted(child))]


def _high_water(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    _, found, rest = text.partition("VmHWM:")
    return int(rest.split()[0]) << 10 if found else 0


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _adopt_orphans() -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise RuntimeError("this system does not let a process wait for the children of its children")


def _wait_for_orphans() -> None:
    """Let everything that the command left behind end, so that it neither disturbs the next one nor goes uncounted."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.005)
        except ChildProcessError:
            return
    raise RuntimeError(f"a command left processes behind that did not end within {_PATIENCE:g} s")
