"""What confinement costs: confined workers against unconfined ones, forked in turns from the same zygotes.

`python -m benchmarks.confinement [ROUNDS]` prints the medians of start, load and end of one worker, and the difference.
"""

from __future__ import annotations

import statistics
import sys
import time

from grader.model import Limits, Source
from grader.worker.client import Worker
from grader.worker.nursery import Nursery, open_nursery

PROMISED_MS = 10.0
SOURCE = Source("lesson.py", ("def f(x):\n    return x\n",), False, "")


def one_worker(nursery: Nursery) -> float:
    """Milliseconds from the request to the end of one worker that loads a small file."""
    start = time.perf_counter()
    with Worker(nursery, Limits()) as worker:
        worker.load("lesson", SOURCE)
    return (time.perf_counter() - start) * 1e3


def main() -> None:
    """Measure in turns, so that a busy moment of the machine meets both."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with open_nursery("strict") as confined, open_nursery("process") as bare:
        times: dict[str, list[float]] = {"confined": [], "unconfined": []}
        for _ in range(rounds):
            times["confined"].append(one_worker(confined))
            times["unconfined"].append(one_worker(bare))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        low, high = statistics.quantiles(values, n=20)[0], statistics.quantiles(values, n=20)[-1]
        print(f"{name:11} median {medians[name]:6.2f} ms   5 % {low:6.2f}   95 % {high:6.2f}")
    cost = medians["confined"] - medians["unconfined"]
    print(f"confinement costs {cost:.2f} ms a worker; promised: at most {PROMISED_MS:g}")
    sys.exit(cost > PROMISED_MS)


if __name__ == "__main__":
    main()
