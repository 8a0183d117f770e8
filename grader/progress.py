"""How a run is getting on, on stderr: counts, rate and time left. Silent where nobody is looking."""

from __future__ import annotations

import sys
import time
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grader.model import Status

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

BAR_FROM = 4  # submissions; fewer are done before a bar could be read


class RunProgress:
    """A bar on a terminal, for more than a few submissions. A context manager.

    `counts` says how many verdicts have been seen by status, `kept` how many of them are from an earlier run.
    """

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.counts: Counter[Status] = Counter()
        self.kept = 0
        self._start = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        if expected >= BAR_FROM and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
            self._bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=expected, said="")

    @property
    def seen_so_far(self) -> int:
        """How many of the expected ones have a verdict."""
        return sum(self.counts.values())

    def seen(self, status: Status, new: bool) -> None:
        """One more verdict."""
        self.counts[status] += 1
        self.kept += not new
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self.seen_so_far, said=self.in_words())

    def in_words(self) -> str:
        """Such as `31.4/s, 118 graded, 2 missing, 1 ungraded (100 kept)`."""
        rate = (self.seen_so_far - self.kept) / max(time.monotonic() - self._start, 1e-9)
        counts = [f"{number} {status}" for status, number in sorted(self.counts.items())]
        kept = f" ({self.kept} kept)" if self.kept else ""
        return ", ".join([f"{rate:.1f}/s", *counts]) + kept

    def __enter__(self) -> Self:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
