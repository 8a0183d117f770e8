"""Every tool that is measured, each in the same shape: prepare once; in each round, commands to time, and verdicts."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.classroom import students
from benchmarks.measure import Command, Usage, run


class Tool(ABC):
    """One way of grading the assignment.

    `needs` are the packages without which it is left out. `sample` is how many submissions it grades in a round, in
    turn; None: its whole class in one go. `quick_sample` is that of a quick run. A `slow` one takes part in fewer
    rounds. With `every_verdict`, a full run has it grade the submissions that no round reached, untimed, so that all
    its verdicts are known. Only the floor gives none.
    """

    name: str
    title: str
    needs: Sequence[str] = ()
    sample: int | None = None
    quick_sample: int | None = None
    slow = False
    every_verdict = False
    gives_verdicts = True

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder, self.environment = folder, environment
        self.remarks: list[str] = []  # for the report
        folder.mkdir(parents=True)

    @abstractmethod
    def prepare(self) -> None:
        """What is done once for an assignment, and not timed."""

    @abstractmethod
    def begin(self, members: Sequence[str]) -> list[Command]:
        """Remove what an earlier round left behind; the commands that grade these submissions."""

    @abstractmethod
    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """What the commands wrote, read back: the share of the points that each submission was given."""

    def members(self, turn: int) -> list[str]:
        """The submissions that are graded in this tool's round number `turn`."""
        names = list(students())
        if self.sample is None:
            return names
        return [names[(turn * self.sample + place) % len(names)] for place in range(self.sample)]

    def seconds(self, usage: Usage) -> float:
        """How long the grading itself took."""
        return usage.wall

    def do(self, *arguments: str, folder: Path | None = None) -> Usage:
        """Run a command that belongs to the preparation or to reading results."""
        return run(Command(arguments, folder or self.folder, self.folder / "log.txt"), self.environment)


PYTHON = sys.executable


def all_tools() -> list[type[Tool]]:
    """Every tool, in the order in which a round goes through them."""
    from benchmarks.tools.floor import Floor
    from benchmarks.tools.gradescope import Gradescope
    from benchmarks.tools.nbgrader import Nbgrader, NbgraderAlone
    from benchmarks.tools.otter import OtterNotebook, OtterScript
    from benchmarks.tools.ours import Ours20, Ours4000, OursAlone
    from benchmarks.tools.pytest import Pytest

    others = [Nbgrader, NbgraderAlone, OtterNotebook, OtterScript, Gradescope, Pytest]
    return [*others, Ours20, Ours4000, OursAlone, Floor]
