"""What was measured, as data: written to `results.json`, and all that the report is made from."""

from __future__ import annotations

import statistics

import msgspec


class Timing(msgspec.Struct, frozen=True):
    """One tool in one round: seconds on the clock and CPU seconds of so many submissions together."""

    tool: str
    round: int
    wall: float
    cpu: float
    submissions: int

    @property
    def each(self) -> float:
        """Seconds on the clock for one submission."""
        return self.wall / self.submissions


class Checked(msgspec.Struct, frozen=True):
    """How many verdicts of a tool were compared, and the shares of points that were wrong, by submission."""

    verdicts: int
    wrong: dict[str, float] = {}


class Scale(msgspec.Struct, frozen=True):
    """Our own command on a class of one size with so many jobs. `memory` is that of the trusted side, in bytes."""

    size: int
    jobs: int
    round: int
    wall: float
    cpu: float
    memory: int


class Record(msgspec.Struct):
    """One whole run of the benchmarks."""

    date: str
    machine: dict[str, str]
    versions: dict[str, str]
    options: dict[str, str]
    loopback_only: bool
    jobs: int
    titles: dict[str, str]  # of every tool, in the order of the tables
    timings: list[Timing] = []
    checked: dict[str, Checked] = {}
    left_out: dict[str, str] = {}
    sizes: list[Scale] = []
    cores: list[Scale] = []
    remarks: list[str] = []

    def each(self, tool: str) -> list[float]:
        """Seconds for one submission, by round."""
        return [timing.each for timing in self.timings if timing.tool == tool]

    def median(self, tool: str) -> float | None:
        """The median of these; None if the tool was not measured."""
        values = self.each(tool)
        return statistics.median(values) if values else None

    def ratios(self, slow: str, fast: str) -> list[float]:
        """How many times longer `slow` took than `fast`, in each round that measured both."""
        by_round = {timing.round: timing.each for timing in self.timings if timing.tool == fast}
        pairs = [(timing.each, by_round.get(timing.round)) for timing in self.timings if timing.tool == slow]
        return [one / other for one, other in pairs if other]
