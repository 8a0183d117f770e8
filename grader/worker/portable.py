"""Where workers come from on a system without fork, such as macOS and Windows: each is a fresh Python process.

Such a worker is kept apart from the grader but hardly confined: at best by resource limits. It starts twenty times
slower than a forked one. The interface is that of `process.py`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

import msgspec

from grader.confine import Plan
from grader.errors import GraderError, IsolationError
from grader.model import Isolation, Limits
from grader.worker.launch import ENVIRONMENT, has_zygote, start_code
from grader.worker.lone import STARTED
from grader.worker.process import Nursery, Process

_KILL_SIGNAL = 9
_FIRST_CRASH_CODE = 0xC0000000  # Windows ends a process that crashed with such an exit code
_NEEDED_BY_WINDOWS = ("SYSTEMROOT",)  # without it Python cannot load the system's libraries there


def require_possible(isolation: Isolation) -> None:
    """Raise `IsolationError` for an isolation that no machine with this operating system can give."""
    if isolation == "strict" and not has_zygote():
        raise IsolationError(
            "--isolation strict needs Linux: this system cannot confine a submission. Grade on Linux; "
            "or, if you trust the submissions not to harm this computer, with --isolation process."
        )


class PortableNursery(Nursery):
    """Starts each worker as a process of its own. Nothing here keeps a submission from reading `secrets`."""

    def __init__(self, isolation: Isolation) -> None:
        require_possible(isolation)
        super().__init__(isolation)
        flags = ["-s", "-P", "-S", "-B", "-X", "utf8"]  # -I without -E, which would ignore the hash seed
        self._command = [_python(), *flags, "-c", start_code("grader.worker.lone")]
        needed = {name: os.environ[name] for name in _NEEDED_BY_WINDOWS if name in os.environ}
        self._environment = {**ENVIRONMENT, **needed}

    def spawn(self, limits: Limits) -> PortableProcess:
        """Start a worker, and wait until it is about to say what confines it: starting Python costs nobody's time."""
        plan = Plan(
            readable=[],
            memory_bytes=limits.memory_mb << 20,
            cpu_seconds=int(limits.lesson_seconds) + 1,
            output_bytes=limits.output_kb << 10,
            uid=None,
            layers=["rlimits"],
        )
        command = [*self._command, msgspec.json.encode(plan).decode()]
        return PortableProcess(command, self._environment, plan.output_bytes)


class PortableProcess(Process):
    """One worker. `cpu_seconds`, `exit_code` (negative: a signal) and `output` are known once it has ended."""

    def __init__(self, command: list[str], environment: Mapping[str, str], cap: int) -> None:
        self._cap = cap
        self._ended = False
        self._before = _cpu_of_children()
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `end`
        try:
            self._popen = subprocess.Popen(
                command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._output,
                env=environment,
                cwd=Path(sys.executable).anchor,
                start_new_session=True,  # then whatever it starts can be killed with it; and Ctrl-C is the grader's
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._output.close()
            raise GraderError(f"a worker could not be started ({error}). Close other programs and run again.") from None
        self.pid = self._popen.pid
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        self.connection: _Pipes = _Pipes(self._popen.stdin, self._popen.stdout)
        try:
            self._startup = self._wait_for_start()
        except BaseException:
            self.end()
            raise

    def cpu(self) -> float | None:
        """None: without another library, these systems do not tell. The watch goes by the clock on the wall."""
        return None

    def kill(self) -> None:
        """End it at once, and what it has started; harmless when it has ended by itself."""
        if self._popen.returncode is None and hasattr(os, "killpg"):  # not waited for: its id is no other group's
            try:
                os.killpg(self.pid, _KILL_SIGNAL)
            except OSError:
                pass
        self._popen.kill()
        self.connection.hang_up()

    def end(self) -> None:
        """Kill, wait, and note how it ended. Safe to call twice."""
        if self._ended:
            return
        self._ended = True
        self.kill()
        self.connection.close()
        code = self._popen.wait()
        self.exit_code = -signal.SIGSEGV if code >= _FIRST_CRASH_CODE else code
        self.cpu_seconds = max(0.0, _cpu_of_children() - self._before - getattr(self, "_startup", 0.0))
        with self._output:
            self._output.seek(0)
            self.output = self._output.read(self._cap).decode("utf-8", "replace")

    def _wait_for_start(self) -> float:
        """The CPU seconds that starting took. `GraderError`, with what it said, for a worker that cannot start."""
        data = b""
        while len(data) < STARTED.size:
            piece = self.connection.recv(STARTED.size - len(data))
            if not piece:
                self.end()
                said = self.output.strip().splitlines()[-1:] or [f"exit code {self.exit_code}"]
                raise GraderError(f"a worker ended while it started: {said[0]}. Check this Python: {sys.executable}")
            data += piece
        (seconds,) = STARTED.unpack(data)
        return float(seconds)


class _Pipes:
    """The two pipes to a worker as a connection that can be hung up.

    A thread does what may block. A process that the submission has started can hold the other ends open for ever;
    then the thread waits for it, and the grader goes on.
    """

    def __init__(self, outgoing: IO[bytes], incoming: IO[bytes]) -> None:
        self._outgoing, self._incoming = outgoing, incoming
        self._errands: SimpleQueue[Callable[[], bytes] | None] = SimpleQueue()
        self._results: SimpleQueue[bytes | OSError] = SimpleQueue()
        self._gone = False
        threading.Thread(target=self._run, name="connection", daemon=True).start()

    def recv(self, size: int, /) -> bytes:
        """At least one byte and at most `size`; none when the worker is gone. OSError after hanging up."""
        return self._wait_for(lambda: self._incoming.read(size))

    def sendall(self, data: bytes, /) -> None:
        """Send everything. OSError when the worker is gone, or after hanging up."""

        def write() -> bytes:
            view = memoryview(data)
            while view:
                view = view[self._outgoing.write(view) :]
            return b""

        self._wait_for(write)

    def hang_up(self) -> None:
        """End the waiting of another thread, now and from now on."""
        self._gone = True
        self._results.put(BrokenPipeError("hung up"))

    def close(self) -> None:
        """Hang up, and close the pipes as soon as nobody reads or writes."""
        self.hang_up()
        self._errands.put(None)

    def _wait_for(self, errand: Callable[[], bytes]) -> bytes:
        if self._gone:
            raise BrokenPipeError("hung up")
        self._errands.put(errand)
        result = self._results.get()
        if isinstance(result, OSError):
            raise result
        return result

    def _run(self) -> None:
        with self._outgoing, self._incoming:
            while (errand := self._errands.get()) is not None:
                try:
                    self._results.put(errand())
                except OSError as error:
                    self._results.put(error)


def _python() -> str:
    """The interpreter itself: on Windows, that of a virtual environment only starts another one."""
    base: Any = getattr(sys, "_base_executable", None)
    return str(base) if sys.platform == "win32" and base else sys.executable


def _cpu_of_children() -> float:
    """CPU seconds of all processes that this one has started and waited for; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
