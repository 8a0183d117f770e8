"""The same class graded again and again, and every byte of what comes out compared.

`python -m benchmarks.regrades [TIMES [SUBMISSIONS]]` grades `examples/class`, as it is or the path of another class,
each time from the beginning and with one or two grader processes in turn, and compares `results/`, `feedback/`,
`grades.csv` and `report.html` with the first run's. It says after each run how many differed, and names the files; its
exit code is 1 if a byte differs.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.classroom import ROOT
from benchmarks.kills import views

LESSONS = ("03_update_step", "07_backprop", "10_ewma")


def graded(submissions: Path, out: Path, jobs: int) -> dict[str, bytes]:
    """The views of one run."""
    code = "from grader.cli import main; main()"
    lessons = [part for lesson in LESSONS for part in ("--lesson", lesson)]
    options = [*lessons, "--course", str(ROOT), "--out", str(out), "--jobs", str(jobs), "--fresh"]
    command = [sys.executable, "-c", code, "grade", str(submissions), *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return views(out)


def main() -> None:
    """Grade, and compare."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    submissions = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "examples" / "class"
    with tempfile.TemporaryDirectory(prefix="downslope-regrades-") as place:
        first = graded(submissions, Path(place), 1)
        different = 0
        for run in range(1, times + 1):
            again = graded(submissions, Path(place), 1 + run % 2)
            if changed := sorted(name for name in {*first, *again} if first.get(name) != again.get(name)):
                different += 1
                print(f"run {run} differs in {', '.join(changed)}")
            print(f"{run} of {times} further runs of {len(first)} files, {different} of them different", flush=True)
    sys.exit(bool(different))


if __name__ == "__main__":
    main()
