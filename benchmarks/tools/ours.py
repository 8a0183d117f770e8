"""This grader: a class of 20, a class of 4000, and one submission alone, each as a whole command."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from benchmarks.classroom import ASSIGNMENT, copies, students, write_class
from benchmarks.measure import Command
from benchmarks.tools import PYTHON, Tool

GRADER = (PYTHON, "-c", "from grader.cli import main; main()", "grade")


def command(submissions: Path, out: Path, output: Path, jobs: int | None = None) -> Command:
    """`grader grade`, with its results in `out`, which must not exist: an earlier run's results would be kept."""
    arguments = [*GRADER, str(submissions), "--course", str(ASSIGNMENT), "--out", str(out)]
    if jobs is not None:
        arguments += ["--jobs", str(jobs)]
    return Command(arguments, submissions.parent, output)


def fresh(folder: Path) -> Path:
    """A folder for results that does not exist yet.

    Those before it stay: a file system may look for room more slowly where thousands of files were just deleted.
    """
    return folder / f"out-{sum(1 for _ in folder.glob('out-*'))}"


def read_grades(out: Path) -> dict[str, float]:
    """The share of the points of every student in `grades.csv`; only those that were truly graded."""
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["student"]: float(row["score"]) / float(row["max_score"]) for row in rows if row["status"] == "graded"}


class Ours20(Tool):
    """A class of twenty."""

    name, title = "ours-20", "Downslope, class of 20, one command"

    def class_of(self) -> list[tuple[str, Path]]:
        """The students of the class and their files."""
        return list(students().items())

    def prepare(self) -> None:
        """Write the class, and grade one submission, so that the paper is drawn and kept."""
        write_class(self.folder / "class", self.class_of())
        first = next(iter((self.folder / "class").iterdir()))
        usage = self.do(*command(first, self.folder / "first", self.folder / "log.txt").arguments)
        if self.name == "ours-20":
            self.remarks.append(
                "Our paper is drawn once for each key and version of a course, and kept. The very first command, which"
                f" draws it, took {usage.wall:.1f} s for one submission; all timed commands find it drawn."
            )

    def begin(self, members: Sequence[str]) -> list[Command]:
        """One command for the whole class."""
        self.out = fresh(self.folder)
        return [command(self.folder / "class", self.out, self.folder / "output.txt")]

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """From `grades.csv`."""
        return read_grades(self.out)

    def members(self, turn: int) -> list[str]:
        """The whole class."""
        return [name for name, _ in self.class_of()]


class Ours4000(Ours20):
    """The batch figure: start-up is shared by two hundred."""

    name, title = "ours-4000", "**Downslope, class of 4000, one command**"

    def class_of(self) -> list[tuple[str, Path]]:
        """The twenty, ten times over."""
        return list(copies(4000))


class OursAlone(Ours20):
    """One submission in a cold process, as a platform's container runs it."""

    name, title = "ours-one", "**Downslope, one submission alone**"
    sample = quick_sample = 1

    def begin(self, members: Sequence[str]) -> list[Command]:
        """One command for one student's folder."""
        self.out = fresh(self.folder)
        return [command(self.folder / "class" / members[0], self.out, self.folder / "output.txt")]

    def members(self, turn: int) -> list[str]:
        """One after another."""
        return Tool.members(self, turn)
