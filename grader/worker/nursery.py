"""Where workers come from: the choice for this system, and the zygote that forks them on Linux."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from grader.confine import LAYERS, Plan
from grader.errors import NurseryLost
from grader.model import Isolation, Limits
from grader.worker.launch import Launched, has_zygote, launch
from grader.worker.portable import PortableNursery
from grader.worker.process import Nursery, Process
from grader.worker.requests import Clone, Reap, Request, Spawn, Trial

__all__ = ["Nursery", "Process", "ZygoteNursery", "open_nursery"]

UNPRIVILEGED = 65534  # the user that workers become when the grader runs as root


def open_nursery(isolation: Isolation = "strict", launched: Launched | None = None) -> Nursery:
    """The nursery that this system can have, on a zygote that was launched already if one is given.

    `IsolationError` for `strict` where nothing can confine a worker.
    """
    if has_zygote():
        return ZygoteNursery(isolation, launched)
    return PortableNursery(isolation)


class Zygote:
    """The trusted end of talking to a zygote. `NurseryLost` when it has ended."""

    def __init__(self, launched: Launched) -> None:
        self.launched = launched
        self._lock = threading.Lock()
        self._readable: list[str] | None = None

    def readable(self) -> list[str]:
        """The folders that its workers may read. Waits until it is warm."""
        if self._readable is None:
            self._readable = self._reply()
        return self._readable

    def ask(self, request: Request, descriptors: Sequence[int] = ()) -> Any:
        """Put one request to it."""
        self.readable()
        with self._lock:
            try:
                socket.send_fds(self.launched.control, [msgspec.json.encode(request)], descriptors)
            except OSError:
                raise _lost() from None
            return self._reply()

    def clone(self, core: int | None) -> Launched:
        """Another one, as warm, for another process of the grader's."""
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.ask(Clone(core), [theirs.fileno()])
        return Launched(control, None)

    def _reply(self) -> Any:
        try:
            reply = self.launched.control.recv(65536)
        except OSError:
            raise _lost() from None
        if not reply:
            raise _lost()
        return msgspec.json.decode(reply)


def _lost() -> NurseryLost:
    return NurseryLost("the process that starts workers has ended; run the command again")


class ZygoteNursery(Nursery):
    """Forks each worker from a warm process that holds no secret."""

    def __init__(self, isolation: Isolation, launched: Launched | None = None) -> None:
        super().__init__(isolation)
        self.zygote = Zygote(launched or launch())
        self._readable = self.zygote.readable()
        self._uid = UNPRIVILEGED if os.geteuid() == 0 and self.zygote.ask(Trial(UNPRIVILEGED)) else None

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
        with theirs:
            pid: int = self.zygote.ask(Spawn(plan), [theirs.fileno(), output])
        return _Forked(self, pid, connection, output, limits.output_kb << 10)

    def close(self) -> None:
        """End the zygote; a worker still running dies with it."""
        super().close()
        self.zygote.launched.close()


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
            status, self.cpu_seconds = self._nursery.zygote.ask(Reap(self.pid))
            self.exit_code = os.waitstatus_to_exitcode(status)
            self.output = os.pread(self._output, self._cap, 0).decode("utf-8", "replace")
        finally:
            os.close(self._output)
            os.close(self._handle)
