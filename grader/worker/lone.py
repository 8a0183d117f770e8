"""The untrusted side where there is no fork: a fresh Python process that becomes one worker. `portable.py` starts it.

It gets its plan as an argument, frames on its standard input, and sends frames to its standard output. Both are moved
away before a submission is loaded: what a student prints can never be part of a frame.
"""

from __future__ import annotations

import math
import os
import struct
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import NoReturn

import msgspec
import numpy as np

import grader
from grader.confine import Plan, confine
from grader.worker import shim

STARTED = struct.Struct("<d")  # sent first, before any frame: the CPU seconds that starting Python has taken
_PIECE = 1 << 16  # bytes


def main() -> NoReturn:
    """Become a worker by the plan named on the command line, and serve until the grader hangs up."""
    try:
        plan = msgspec.json.decode(sys.argv[1], type=Plan)
        connection = _Pipes(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)  # the grader has made standard error the file of captured output
        ours = {str(Path(str(package.__file__)).parents[1]) for package in (grader, np, msgspec)}
        sys.path[:] = [place for place in sys.path if place not in ours]
        sys.argv = ["submission"]
        os.environ.clear()
        used = time.process_time()
        plan = msgspec.structs.replace(plan, cpu_seconds=plan.cpu_seconds + math.ceil(used))
        layers = confine(plan, os.getppid())
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}".encode())
        os._exit(99)
    sys.stdout = sys.stderr = output = shim.Output()
    output.allow(plan.output_bytes)
    connection.sendall(STARTED.pack(used))
    shim.serve(connection, layers)


class _Pipes:
    """Two descriptors as a connection. A thread does the reading, so that the process ends when the grader does.

    Without it, a submission in an endless loop would outlive its grader where the kernel has no parent-death signal.
    """

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming, self._outgoing = incoming, outgoing
        self._arrived: SimpleQueue[bytes] = SimpleQueue()
        self._rest = b""
        threading.Thread(target=self._listen, name="connection", daemon=True).start()

    def recv(self, size: int, /) -> bytes:
        """At least one byte and at most `size`."""
        data = self._rest or self._arrived.get()
        self._rest = data[size:]
        return data[:size]

    def sendall(self, data: bytes, /) -> None:
        """Send everything. OSError when the grader is gone."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._outgoing, view) :]

    def _listen(self) -> None:
        try:
            while piece := os.read(self._incoming, _PIECE):
                self._arrived.put(piece)
        finally:
            os._exit(0)
