"""Launching the zygote's process, before the grader has imported anything large: the two can warm up side by side."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

# A fixed hash seed makes the order of a set, and so a submission's answers, the same on every run.
ENVIRONMENT = {"PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class Launched(NamedTuple):
    """A zygote's control socket, and its process if it is a child of this one."""

    control: socket.socket
    process: subprocess.Popen[bytes] | None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End it, and wait for its end if it is a child."""
        self.control.close()
        if self.process is not None:
            self.process.wait()


def has_zygote() -> bool:
    """Whether this system has what forking confined workers is built on."""
    return sys.platform == "linux" and hasattr(os, "fork")


def launch() -> Launched:
    """Start a zygote, which will send a message when it is warm. Linux only."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    flags = ["-s", "-P", "-S", "-B", "-X", "utf8"]  # -I without -E, which would ignore the hash seed
    command = [sys.executable, *flags, "-c", start_code("grader.worker.zygote"), str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # a Ctrl-C is the grader's; the zygote ends with it
        )
    return Launched(ours, process)


def start_code(module: str) -> str:
    """Python code that runs a module's `main` without site-packages' start-up files: they are told where to look."""
    files = [str(spec.origin) for name in ("grader", "numpy", "msgspec") if (spec := find_spec(name)) is not None]
    places = dict.fromkeys(str(Path(file).parents[1]) for file in files)
    return f"import sys; sys.path[:0] = {list(places)!r}; from {module} import main; main()"
