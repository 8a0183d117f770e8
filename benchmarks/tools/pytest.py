"""Plain pytest: a process for each submission, with the tests beside it."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence

from benchmarks.classroom import FUNCTIONS, MODULE, property_of, students
from benchmarks.measure import Command
from benchmarks.tools import PYTHON, Tool

# What a teacher's environment has: pytest and Hypothesis. Other plugins of this one, ours too, would only slow it down.
_ONLY_HYPOTHESIS = ("-p", "_hypothesis_pytestplugin")
_TEST = """

def test_{function}():
    property_of_{function}(descent.{function})
"""


class Pytest(Tool):
    """A process for each submission."""

    name, title = "pytest", "plain pytest, a process each"
    needs = ("pytest",)
    sample, quick_sample, every_verdict = 5, 1, True

    def prepare(self) -> None:
        """One test module, and settings that keep pytest from looking further up."""
        self.environment = {**self.environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        (self.folder / "source").mkdir()
        (self.folder / "source" / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        properties = "\n\n".join(property_of(function) for function in FUNCTIONS)
        tests = "".join(_TEST.format(function=function) for function in FUNCTIONS)
        text = f"{properties}\n\nimport descent\n{tests}"
        (self.folder / "source" / "test_descent.py").write_text(text, encoding="utf-8")

    def begin(self, members: Sequence[str]) -> list[Command]:
        """A fresh folder with tests and submission for each student. Exit code 1 means that tests failed."""
        shutil.rmtree(self.folder / "runs", ignore_errors=True)
        commands = []
        for student in members:
            place = self.folder / "runs" / student
            shutil.copytree(self.folder / "source", place)
            shutil.copy(students()[student], place / f"{MODULE}.py")
            arguments = [PYTHON, "-m", "pytest", "-q", *_ONLY_HYPOTHESIS, "--junitxml=results.xml"]
            commands.append(Command(arguments, place, place / "output.txt", done=(0, 1)))
        return commands

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """From each `results.xml`, which must hold all four tests."""
        found = {}
        for student in members:
            root = ElementTree.parse(self.folder / "runs" / student / "results.xml").getroot()
            cases = list(root.iter("testcase"))
            if len(cases) == len(FUNCTIONS):
                found[student] = sum(len(case) == 0 for case in cases) / len(cases)
        return found
