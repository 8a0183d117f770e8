"""The floor: what no grader that gives each submission a process of its own can be faster than.

A warm process that has numpy loaded forks a child for each submission; the child compiles the file and makes the calls
of our paper, with the same inputs. Nothing is compared, sent or confined. `python -m benchmarks.floor INPUTS CLASS JOBS
RESULT` is that process; it imports neither Hypothesis nor the exam, since a larger process would fork more slowly.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from grader.paper import decode_example, encode_example

if TYPE_CHECKING:
    from grader.exam import LessonExam

Call = tuple[str, list[Any]]


class FloorResult(msgspec.Struct, frozen=True):
    """What the process measured: seconds for all submissions, and how many calls each was made."""

    seconds: float
    calls: int
    submissions: int


def calls_of(exam: LessonExam) -> list[bytes]:
    """Every call that the paper's bodies make of a submission, as bytes; recorded while the reference answers."""
    from grader.exam import body_of
    from grader.proxy import LocalSubmission

    recorded: list[bytes] = []

    class Recorder(LocalSubmission):
        def _answer(self, name: str, arguments: tuple[Any, ...], kind: str) -> tuple[Any, list[Any] | None]:
            recorded.append(encode_example({"function": name, "arguments": list(arguments)}, exam.registry))
            return super()._answer(name, arguments, kind)

    for check in exam.checks:
        for arguments in exam.examples(check):
            body_of(check)(submission=Recorder(exam.reference), reference=exam.reference, **arguments)
    return recorded


def take(source: str, calls: Sequence[Call]) -> int:
    """Compile and run a submission, then make every call, whatever comes of it. The number of calls that were made."""
    names: dict[str, Any] = {"__name__": "descent"}
    exec(compile(source, "descent.py", "exec"), names)
    made = 0
    for function, arguments in calls:
        made += 1
        try:
            names[function](*arguments)
        except Exception:  # a wrong submission
            pass
    return made


def grade_share(paths: Sequence[Path], calls: Sequence[Call]) -> None:
    """Fork a child for each of these submissions, one after another. `SystemExit` if one did not make its calls."""
    for path in paths:
        child = os.fork()
        if child == 0:
            done = 1
            try:
                done = int(take(path.read_text(encoding="utf-8"), calls) != len(calls))
            finally:
                os._exit(done)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit(f"{path}: did not make its calls")


def main() -> None:
    """Time the class in as many processes as there are jobs, each on a core of its own."""
    inputs, folder, jobs, result = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    paths = sorted(folder.glob("*/*.py"))
    encoded = msgspec.msgpack.decode(inputs.read_bytes(), type=list[bytes])
    decoded = [decode_example(data, {}) for data in encoded]
    calls = [(one["function"], one["arguments"]) for one in decoded]
    np.exp(np.ones(3))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # what submissions print
    cores = sorted(os.sched_getaffinity(0))
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    graders = []
    for number in range(jobs):
        grader = os.fork()
        if grader == 0:
            failed = 1
            try:
                os.sched_setaffinity(0, {cores[number % len(cores)]})
                grade_share(paths[number::jobs], calls)
                failed = 0
            finally:
                os._exit(failed)
        graders.append(grader)
    statuses = [os.waitpid(grader, 0)[1] for grader in graders]
    seconds = time.perf_counter() - start
    if any(statuses):
        sys.exit("a submission did not make its calls")
    result.write_bytes(msgspec.json.encode(FloorResult(seconds, len(calls), len(paths))))


if __name__ == "__main__":
    main()
