"""nbgrader: a source notebook with hidden tests, released, handed in by every student, autograded."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from typing import Any

from benchmarks.classroom import FUNCTIONS, cells, notebook, property_of, students
from benchmarks.measure import Command
from benchmarks.tools import PYTHON, Tool

NBGRADER = (PYTHON, "-m", "nbgrader")
_CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n'


class Nbgrader(Tool):
    """All twenty in one process."""

    name, title = "nbgrader", "nbgrader autograde, 20 in one process"
    needs = ("nbgrader",)
    quick_sample, slow = 5, True

    def prepare(self) -> None:
        """A course with the assignment `descent`, generated, and handed in by all."""
        (self.folder / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
        source = self.folder / "source" / "descent"
        source.mkdir(parents=True)
        (source / "descent.ipynb").write_text(source_notebook(), encoding="utf-8")
        self.do(*NBGRADER, "generate_assignment", "descent")
        released = (self.folder / "release" / "descent" / "descent.ipynb").read_text(encoding="utf-8")
        assert "property_of" not in released, "the hidden tests were released"
        for student, path in students().items():
            folder = self.folder / "handed_in" / student / "descent"
            folder.mkdir(parents=True)
            (folder / "descent.ipynb").write_text(fill_in(released, cells(path)), encoding="utf-8")
        shutil.copy(self.folder / "gradebook.db", self.folder / "gradebook.before")

    def begin(self, members: Sequence[str]) -> list[Command]:
        """`nbgrader autograde` of what these students handed in, on a gradebook that knows no student yet."""
        for earlier in ("autograded", "submitted"):
            shutil.rmtree(self.folder / earlier, ignore_errors=True)
        shutil.copy(self.folder / "gradebook.before", self.folder / "gradebook.db")
        for student in members:
            shutil.copytree(self.folder / "handed_in" / student, self.folder / "submitted" / student)
        return [Command([*NBGRADER, "autograde", "descent"], self.folder, self.folder / "output.txt")]

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """From `nbgrader export`; only notebooks that were truly run."""
        (self.folder / "grades.csv").unlink(missing_ok=True)
        self.do(*NBGRADER, "export", "--to", "grades.csv")
        with (self.folder / "grades.csv").open(encoding="utf-8", newline="") as file:
            rows = {row["student_id"]: row for row in csv.DictReader(file)}
        done = [name for name in members if (self.folder / "autograded" / name / "descent" / "descent.ipynb").exists()]
        return {name: float(rows[name]["score"]) / float(rows[name]["max_score"]) for name in done if name in rows}


class NbgraderAlone(Nbgrader):
    """One submission alone."""

    name, title = "nbgrader-one", "nbgrader autograde, one alone"
    sample = quick_sample = 1


def source_notebook() -> str:
    """The instructor's notebook: for each function a cell to write it in, and a cell with a hidden test."""
    sources: list[tuple[str, dict[str, Any]]] = []
    solution = cells(students()["plain"])
    for function in FUNCTIONS:
        marked = f"### BEGIN SOLUTION\n{solution[function]}\n### END SOLUTION"
        test = f"{property_of(function)}\n\nproperty_of_{function}({function})"
        hidden = f"assert callable({function})\n### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        sources.append((marked, _metadata(function, solution=True)))
        sources.append((hidden, _metadata(f"test_{function}", solution=False)))
    return notebook(sources)


def _metadata(name: str, solution: bool) -> dict[str, Any]:
    """What nbgrader wants to know about a cell. A test is worth one point."""
    about: dict[str, Any] = {"grade_id": name, "schema_version": 3, "task": False, "locked": not solution}
    about |= {"grade": not solution, "solution": solution} | ({} if solution else {"points": 1})
    return {"nbgrader": about}


def fill_in(released: str, written: dict[str, str]) -> str:
    """The released notebook with a student's functions written into their cells."""
    document = json.loads(released)
    for cell in document["cells"]:
        function = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if function in written:
            cell["source"] = written[function]
    return json.dumps(document, indent=1)
