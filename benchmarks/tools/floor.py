"""The floor as a tool that is measured with the others. It gives no verdicts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.classroom import ASSIGNMENT, ROOT, copies, write_class
from benchmarks.floor import FloorResult, calls_of
from benchmarks.measure import Command, Usage
from benchmarks.tools import PYTHON, Tool


class Floor(Tool):
    """The same class of two hundred as ours, with as many processes as ours has by default."""

    name, title = "floor", "the floor: fork, compile, the same calls"
    gives_verdicts = False

    def prepare(self) -> None:
        """The class, and the calls of our paper."""
        from grader.course import load_course
        from grader.exam import PUBLIC_KEY, set_exam

        course = load_course(ASSIGNMENT)
        (exam,) = set_exam(course, course.lessons, PUBLIC_KEY, self.folder / "papers")
        (self.folder / "inputs").write_bytes(msgspec.msgpack.encode(calls_of(exam)))
        write_class(self.folder / "class", list(copies(4000)))

    def begin(self, members: Sequence[str]) -> list[Command]:
        """One warm process."""
        self._result.unlink(missing_ok=True)
        arguments = [str(self.folder / "inputs"), str(self.folder / "class"), str(len(os.sched_getaffinity(0)))]
        command = [PYTHON, "-m", "benchmarks.floor", *arguments, str(self._result)]
        return [Command(command, ROOT, self.folder / "output.txt")]

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """None."""
        return {}

    def members(self, turn: int) -> list[str]:
        """The whole class."""
        return [name for name, _ in copies(4000)]

    def seconds(self, usage: Usage) -> float:
        """From inside, without the start of the process: it is warm."""
        result = msgspec.json.decode(self._result.read_bytes(), type=FloorResult)
        if result.submissions != len(self.members(0)):
            raise RuntimeError(f"the floor ran {result.submissions} submissions")
        return result.seconds

    @property
    def _result(self) -> Path:
        return self.folder / "result.json"
