"""The exception tree. Every message says what happened, where, and what to do next.

Two families: what stops the grader (`GraderError`), and what ends one example of one check
(`ExampleEnded`), which is an ordinary event of grading and becomes an outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class GraderError(Exception):
    """The grader cannot go on; its message is for the person who started it."""


class UsageError(GraderError):
    """The command asked for something that does not exist or does not fit together."""


class CourseError(GraderError):
    """The course itself is broken; carries every problem that was found, not just the first."""

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        self.where = where
        self.problems = list(problems)
        lines = "\n".join(f"  {problem}" for problem in problems)
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__(f"{where}: {count} to fix before anything can be graded\n{lines}")

    def __reduce__(self) -> tuple[type[CourseError], tuple[str, list[str]]]:
        return CourseError, (self.where, self.problems)  # it may come from another process


class IsolationError(GraderError):
    """This machine cannot give the isolation that was asked for."""


class Unfinished(GraderError):
    """The run cannot go on now, and can be resumed: what was graded is kept."""


class OutputError(Unfinished):
    """Results cannot be written, for example because the disk is full. What was written before stays."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(
            f"{path}: {reason}. What was graded so far is kept: make room, then run the same command again."
        )


class NurseryLost(GraderError):
    """The process that starts workers is gone. Another one can be started."""


class FigureError(GraderError):
    """No picture can be drawn of a submission, because of what it holds or answers."""


class WireError(GraderError):
    """A value may not cross the wire, or bytes that came over it are not a valid frame."""


class ExampleEnded(Exception):
    """One example of one check is over, because of something the submission did."""


class StudentError(ExampleEnded):
    """The submission raised an exception.

    `kind` is the exception's type name, `text` its message; `line` is the line of the student's code that raised
    it (0 when unknown), counted within notebook cell `cell` (from 0; a script is one cell). `bases` are the names of
    the built-in exceptions that it is one of, such as ValueError.
    """

    def __init__(self, kind: str, text: str = "", line: int = 0, cell: int = 0, bases: Sequence[str] = ()) -> None:
        self.kind, self.text, self.line, self.cell, self.bases = kind, text, line, cell, bases
        super().__init__(f"{kind}: {text}" if text else kind)


class NotAttempted(ExampleEnded):
    """The function is missing, or still the untouched stub. A method of an object has no `name` here."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name or 'This method'} is not written yet.")


class Refused(ExampleEnded):
    """The submission returned something that is not plain data; `text` describes it."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


class WorkerLost(ExampleEnded):
    """The worker ended during a call. `outcome` is timeout, memory or crashed.

    `slept` are the wall seconds of a call that was stopped although it did not compute.
    """

    def __init__(self, outcome: str, text: str, slept: float = 0.0) -> None:
        self.outcome, self.text, self.slept = outcome, text, slept
        super().__init__(text)


class Mismatch(ExampleEnded, AssertionError):
    """An answer is wrong. Carries data, not prose: where it differs, what was expected, what came."""

    def __init__(self, note: str = "", *, where: str = "", expected: object = None, got: object = None) -> None:
        self.note, self.where, self.expected, self.got = note, where, expected, got
        self.has_values = expected is not None or got is not None
        parts = [note] if note else []
        if self.has_values:
            wanted = "" if expected is None else f"expected {expected!r}, "
            parts.append(f"{wanted}got {got!r}" + (f" at {where}" if where else ""))
        super().__init__("; ".join(parts))
