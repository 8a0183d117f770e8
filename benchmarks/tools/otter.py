"""Otter-Grader: `otter run`, one process for each submission, on notebooks and on scripts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence

from benchmarks.classroom import FUNCTIONS, MODULE, cells, notebook, property_of, students
from benchmarks.measure import Command
from benchmarks.tools import PYTHON, Tool

OTTER = (PYTHON, "-m", "otter")
_TEST = """OK_FORMAT = False

from otter.test_files import test_case

{property}

name = "{function}"
points = 1


@test_case(hidden=True)
def test_{function}({function}):
    property_of_{function}({function})
"""


class OtterNotebook(Tool):
    """Each submission as a notebook with a cell for each function."""

    name, title = "otter-ipynb", "otter run, a notebook"
    needs = ("otter-grader",)
    sample, quick_sample, slow, every_verdict = 3, 1, True, True
    suffix = ".ipynb"

    def prepare(self) -> None:
        """`otter generate` packs the tests; every student's file."""
        (self.folder / "tests").mkdir()
        for function in FUNCTIONS:
            text = _TEST.format(property=property_of(function), function=function)
            (self.folder / "tests" / f"{function}.py").write_text(text, encoding="utf-8")
        plain = ("--no-config", "--no-requirements", "--no-environment")
        self.do(*OTTER, "generate", "-t", "tests", "-o", "autograder.zip", *plain)
        for student, path in students().items():
            folder = self.folder / "submitted" / student
            folder.mkdir(parents=True)
            made = notebook([(text, {}) for text in cells(path).values()]) if self.suffix == ".ipynb" else None
            (folder / f"{MODULE}{self.suffix}").write_text(made or path.read_text(encoding="utf-8"), encoding="utf-8")

    def begin(self, members: Sequence[str]) -> list[Command]:
        """One process for each submission: that is how it works, also in its containers."""
        shutil.rmtree(self.folder / "results", ignore_errors=True)
        commands = []
        for student in members:
            out = self.folder / "results" / student
            out.mkdir(parents=True)
            submission = self.folder / "submitted" / student / f"{MODULE}{self.suffix}"
            options = ("-a", "autograder.zip", "-o", str(out), "--no-logo")
            commands.append(Command([*OTTER, "run", *options, str(submission)], self.folder, out / "output.txt"))
        return commands

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """From each `results.json`, which must hold all four tests."""
        found = {}
        for student in members:
            text = (self.folder / "results" / student / "results.json").read_text(encoding="utf-8")
            tests = [test for test in json.loads(text)["tests"] if test.get("max_score")]
            if len(tests) == len(FUNCTIONS):
                found[student] = sum(test["score"] for test in tests) / sum(test["max_score"] for test in tests)
        return found


class OtterScript(OtterNotebook):
    """Each submission as the script that it is."""

    name, title, suffix = "otter-py", "otter run, a script", ".py"
