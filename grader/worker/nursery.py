"""Where workers come from: the choice for this system, and the zygote that forks them on Linux."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import msgspec

from grader.confine import LAYERS, Plan
from grader.errors import NurseryLost
from grader.model import Isolation, Limits
from grader.worker.portable import PortableNursery, has_zygote
from grader.worker.process import ENVIRONMENT, Nursery, Process, start_code
from grader.worker.requests import Reap, Request, Spawn, Trial

__all__ = ["Nursery", "Process", "ZygoteNursery", "open_nursery"]

UNPRIVILEGED = 65534  # the user that workers become when the grader runs as root


def open_nursery(isolation: Isolation = "strict") -> Nursery:
    """The nursery that this system can have. `IsolationError` for `strict` where nothing can confine a worker."""
    if has_zygote():
        return ZygoteNursery(isolation)
    return PortableNursery(isolation)


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
                command,
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # a Ctrl-C is the grader's; the zygote ends with it
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
            try:
                socket.send_fds(self._control, [request], [theirs.fileno(), output])
            except OSError:
                raise _lost() from None
            pid: int = self._reply()
        return _Forked(self, pid, connection, output, limits.output_kb << 10)

    def ask(self, request: Request) -> Any:
        """Put one request to the zygote."""
        with self._lock:
            try:
                self._control.send(msgspec.json.encode(request))
            except OSError:
                raise _lost() from None
            return self._reply()

    def close(self) -> None:
        """End the zygote; a worker still running dies with it."""
        super().close()
        self._control.close()
        self._zygote.wait()

    def _reply(self) -> Any:
        try:
            reply = self._control.recv(65536)
        except OSError:
            raise _lost() from None
        if not reply:
            raise _lost()
        return msgspec.json.decode(reply)


def _lost() -> NurseryLost:
    return NurseryLost("the process that starts workers has ended; run the command again")


class _Forked(Process):
    """A worker forked by the zygote, held by a handle that can never mean another process."""

    def __init__(self, nursery: ZygoteNursery, pid: int, connection: socket.socket, output: int, cap: int) -> None:
        self.pid = pid
        self.connection = self._socket = connection
        self._nursery, self._output, self._cap = nursery, output, cap
        self._handle = os.pidfd_open(pid)
        self._ended = False

    def cpu(self) -> float | None:
        try:
            return time.clock_gettime(~self.pid << 3 | 2)  # another process's CPU clock, as the kernel codes it
        except OSError:
            return None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        if not self._ended and self._nursery.isolation != "strict":  # without seccomp it could have started others
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):  # without seccomp, a process that it forked could hold the other end open
            self._socket.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        if self._ended:
            return
        self.kill()
        self._ended = True
        self.connection.close()
        try:
            status, self.cpu_seconds = self._nursery.ask(Reap(self.pid))
            self.exit_code = os.waitstatus_to_exitcode(status)
            self.output = os.pread(self._output, self._cap, 0).decode("utf-8", "replace")
        finally:
            os.close(self._output)
            os.close(self._handle)
