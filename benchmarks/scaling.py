"""How our own command grows: classes of several sizes, and two cores against one."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.classroom import copies, is_right, write_class
from benchmarks.measure import run
from benchmarks.record import Record, Scale
from benchmarks.rounds import Say
from benchmarks.tools.ours import command, fresh, read_grades

REPEATED_UP_TO = 1_000  # a larger class is measured once


def measure_sizes(
    record: Record, sizes: Sequence[int], rounds: int, folder: Path, environment: Mapping[str, str], say: Say
) -> None:
    """Classes of each size with the default number of jobs, small ones in every round."""
    found: list[Scale] = []
    for number in range(rounds):
        for size in sizes:
            if number == 0 or size <= REPEATED_UP_TO:
                found.append(one_class(size, record.jobs, number, folder, environment))
                say(f"{size} submissions: {found[-1].wall:.1f} s")
    record.sizes = found


def measure_cores(
    record: Record, size: int, rounds: int, folder: Path, environment: Mapping[str, str], say: Say
) -> None:
    """The same class on one core and on two, in turn, with as many jobs."""
    found: list[Scale] = []
    for number in range(rounds):
        for jobs in (1, 2):
            found.append(one_class(size, jobs, number, folder, environment, on_cores=jobs))
            say(f"{size} submissions, {jobs} cores: {found[-1].wall:.1f} s")
    record.cores = found


def one_class(
    size: int, jobs: int, number: int, folder: Path, environment: Mapping[str, str], on_cores: int | None = None
) -> Scale:
    """Grade one class, on so many cores. `RuntimeError` unless every verdict is right."""
    submissions = folder / f"class-{size}"
    if not submissions.exists():
        write_class(submissions, list(copies(size)))
    out = fresh(folder)
    whole = command(submissions, out, folder / "output.txt", jobs)
    if on_cores is not None:
        cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[:on_cores]))
        whole = msgspec.structs.replace(whole, arguments=["taskset", "-c", cores, *whole.arguments])
    usage = run(whole, environment, sample_memory=True)
    grades = read_grades(out)
    wrong = [name for name, _ in copies(size) if (grades.get(name) == 1) != is_right(name) or name not in grades]
    if wrong or len(grades) != size:
        raise RuntimeError(f"{len(grades)} of {size} graded, {len(wrong)} of them wrongly: {', '.join(wrong[:5])}")
    return Scale(size, jobs, number, usage.wall, usage.cpu, usage.memory)
