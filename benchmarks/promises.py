"""What was promised about speed and memory, and whether this run kept it."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import msgspec

from benchmarks.record import Record, Scale

SMALL, LARGE = 100, 10_000


class Promise(msgspec.Struct, frozen=True):
    """A bound on a ratio. `values` are what a run measured of it, one for each round that could."""

    text: str
    at_least: bool
    bound: float
    values: Callable[[Record], list[float]]

    def kept(self, record: Record) -> bool | None:
        """Whether the median keeps the bound; None if it was not measured."""
        values = self.values(record)
        if not values:
            return None
        median = statistics.median(values)
        return median >= self.bound if self.at_least else median <= self.bound


def _against(slow: str, fast: str) -> Callable[[Record], list[float]]:
    return lambda record: record.ratios(slow, fast)


def _cores(record: Record) -> list[float]:
    one, two = ({run.round: run.wall for run in record.cores if run.jobs == jobs} for jobs in (1, 2))
    return [one[number] / two[number] for number in one if number in two]


def _memory(record: Record) -> list[float]:
    small, large = (_of_size(record.sizes, size) for size in (SMALL, LARGE))
    return [statistics.median(large) / statistics.median(small)] if small and large else []


def _of_size(runs: list[Scale], size: int) -> list[int]:
    return [run.memory for run in runs if run.size == size]


PROMISES = (
    Promise("batch: nbgrader in one process takes longer by", True, 50, _against("nbgrader", "ours-4000")),
    Promise("batch: `otter run` on notebooks takes longer by", True, 300, _against("otter-ipynb", "ours-4000")),
    Promise("batch: `otter run` on scripts takes longer by", True, 300, _against("otter-py", "ours-4000")),
    Promise("batch: against the floor", False, 3, _against("ours-4000", "floor")),
    Promise("one, cold: nbgrader takes longer by", True, 6, _against("nbgrader-one", "ours-one")),
    Promise("one, cold: `otter run` on a notebook takes longer by", True, 10, _against("otter-ipynb", "ours-one")),
    Promise("one, cold: `otter run` on a script takes longer by", True, 10, _against("otter-py", "ours-one")),
    Promise("two cores against one", True, 1.8, _cores),
    Promise(f"memory of the trusted side, {LARGE} submissions against {SMALL}", False, 1.1, _memory),
)
