"""Work that may hang or die, each piece in a forked child of its own. For trusted code only: a child knows everything.

What confines submissions is in `worker/`; nothing of a student comes here.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

import numpy as np

from grader.errors import UsageError

Piece = TypeVar("Piece")
Outcome = TypeVar("Outcome")
_MEMORY = 1 << 30  # bytes that a child may use beyond what it has at its start
_PATIENCE = 20  # times the seconds of computing: what does not return by then, even when told to, is ended


class Hung(BaseException):
    """A call took longer than it may. No `Exception`, since a `try` in what was called could take it for its own."""


def in_children(work: Callable[[Piece], Outcome], pieces: Sequence[Piece], jobs: int) -> list[Outcome | None]:
    """What `work` returns for each piece, in their order; None where the child ended before it returned.

    At most `jobs` run side by side. Outcomes must be picklable; `work` and the pieces are inherited. `UsageError` where
    there is no Linux: other systems do not say how much memory a child has, or do not fork.
    """
    if not sys.platform.startswith("linux"):
        raise UsageError("Mutants need Linux.")
    context = multiprocessing.get_context("fork")
    outcomes: list[Outcome | None] = [None] * len(pieces)
    running: dict[Connection, tuple[int, BaseProcess]] = {}
    waiting = iter(enumerate(pieces))
    while True:
        while len(running) < jobs and (following := next(waiting, None)):
            number, piece = following
            receiver, sender = context.Pipe(duplex=False)
            child: BaseProcess = context.Process(target=_child, args=(work, piece, sender), daemon=True)
            child.start()
            sender.close()
            running[receiver] = number, child
        if not running:
            return outcomes
        for ready in wait(list(running)):
            assert isinstance(ready, Connection)
            number, child = running.pop(ready)
            with ready, contextlib.suppress(EOFError):
                outcomes[number] = ready.recv()
            child.join()


def limit_next(seconds: float) -> None:
    """In a child: from here on, it has so many seconds of computing; then `Hung` is raised, again and again."""
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE * seconds)  # its signal ends the child


def _child(work: Callable[[Piece], Outcome], piece: Piece, sender: Connection) -> None:
    import resource  # not on Windows

    gc.freeze()  # or it would look at everything that was inherited
    signal.signal(signal.SIGPROF, _hang)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY, used + _MEMORY))
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    with open(os.devnull, "w") as nothing:
        sys.stdout = sys.stderr = nothing
        outcome = work(piece)
        limit_next(0)
        sender.send(outcome)
        os._exit(0)  # whatever else was inherited is not the child's to clean up


def _hang(number: int, frame: object) -> None:
    raise Hung
