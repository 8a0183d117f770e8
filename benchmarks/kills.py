"""A class graded while the grader is killed again and again, against the same class graded in peace.

`python -m benchmarks.kills [KILLS [SUBMISSIONS]]` kills a run with SIGKILL at random moments, most of them while it
grades, starts it again each time, and compares every byte of `results/`, `feedback/`, `grades.csv` and `report.html`
with those of an undisturbed run. Its exit code is 1 if one differs, or if a verdict was lost or stored twice.
"""

from __future__ import annotations

import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.classroom import ASSIGNMENT, copies, write_class

VIEWS = ("results/*.json", "feedback/*.html", "grades.csv", "report.html")
MOMENT = 0.01  # seconds between two looks at the gradebook


def command(folder: Path, out: Path) -> list[str]:
    """The run of a class into an output folder."""
    code = "from grader.cli import main; main()"
    return [sys.executable, "-c", code, "grade", str(folder), "--course", str(ASSIGNMENT), "--out", str(out)]


def stored(out: Path) -> int:
    """How many verdicts are in the gradebook."""
    with contextlib.suppress(sqlite3.Error):
        database = sqlite3.connect(f"file:{out / 'gradebook.db'}?mode=ro", uri=True)
        with contextlib.closing(database):
            return int(database.execute("SELECT count(*) FROM attempt").fetchone()[0])
    return 0


def killed(folder: Path, out: Path, graded: bool, seconds: float) -> bool:
    """Start a run, and kill it some time after its start, or after its first verdicts. False if it ended before."""
    goal = stored(out) + graded
    with subprocess.Popen(command(folder, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        while run.poll() is None and stored(out) < goal:
            time.sleep(MOMENT)
        time.sleep(seconds)
        run.send_signal(signal.SIGKILL)
        return run.wait() == -signal.SIGKILL


def views(out: Path) -> dict[str, bytes]:
    """Every file of an output folder that is a view of the gradebook."""
    return {str(path.relative_to(out)): path.read_bytes() for view in VIEWS for path in sorted(out.glob(view))}


def main() -> None:
    """Grade in peace, grade under fire, compare."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    chance = random.Random(kills * size)
    with tempfile.TemporaryDirectory(prefix="downslope-kills-") as place:
        folder, peaceful, disturbed = (Path(place) / name for name in ("class", "peaceful", "disturbed"))
        write_class(folder, list(copies(size)))
        subprocess.run(command(folder, peaceful), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        done = in_time = 0
        while done < kills:
            # Half of them at any moment of the first half second, half while verdicts are being written.
            graded = chance.random() < 0.5
            in_time += killed(folder, disturbed, graded, chance.random() * (0.03 if graded else 0.5))
            done += 1
        subprocess.run(command(folder, disturbed), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        expected, found = views(peaceful), views(disturbed)
        different = [name for name in sorted(expected.keys() | found.keys()) if expected.get(name) != found.get(name)]
        stray = [path.name for path in disturbed.rglob("*.partial")]
        print(f"{size} submissions, {done} kills, {in_time} of them while the run was going on")
        print(
            f"{len(found)} files, {len(different)} different; {stored(disturbed)} verdicts; {len(stray)} partial files"
        )
        sys.exit(bool(different or stray or stored(disturbed) != size or in_time < kills // 2))


if __name__ == "__main__":
    main()
