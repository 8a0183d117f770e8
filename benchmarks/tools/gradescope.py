"""gradescope-utils: a unittest in a process for each submission, as the platform's container runs it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence

from benchmarks.classroom import FUNCTIONS, MODULE, property_of, students
from benchmarks.measure import Command
from benchmarks.tools import PYTHON, Tool

_RUN = """import unittest

from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner

if __name__ == "__main__":
    suite = unittest.defaultTestLoader.discover("tests")
    with open("results.json", "w") as file:
        JSONTestRunner(stream=file, visibility="visible").run(suite)
"""
_CLASS = """import unittest

from gradescope_utils.autograder_utils.decorators import weight

import descent


class TestDescent(unittest.TestCase):
"""
_METHOD = """    @weight(1)
    def test_{function}(self):
        property_of_{function}(descent.{function})

"""


class Gradescope(Tool):
    """A process for each submission."""

    name, title = "gradescope", "gradescope-utils, a process each"
    needs = ("gradescope-utils",)
    sample, quick_sample, every_verdict = 5, 1, True

    def prepare(self) -> None:
        """The autograder's files, which every container starts from."""
        (self.folder / "source" / "tests").mkdir(parents=True)
        (self.folder / "source" / "run_tests.py").write_text(_RUN, encoding="utf-8")
        properties = "\n\n".join(property_of(function) for function in FUNCTIONS)
        methods = "".join(_METHOD.format(function=function) for function in FUNCTIONS)
        text = f"{properties}\n\n{_CLASS}{methods}"
        (self.folder / "source" / "tests" / "test_descent.py").write_text(text, encoding="utf-8")

    def begin(self, members: Sequence[str]) -> list[Command]:
        """A fresh copy of the autograder with the submission beside it, for each student."""
        shutil.rmtree(self.folder / "containers", ignore_errors=True)
        commands = []
        for student in members:
            place = self.folder / "containers" / student
            shutil.copytree(self.folder / "source", place)
            shutil.copy(students()[student], place / f"{MODULE}.py")
            commands.append(Command([PYTHON, "run_tests.py"], place, place / "output.txt"))
        return commands

    def verdicts(self, members: Sequence[str]) -> dict[str, float]:
        """From each `results.json`, which must hold all four tests."""
        found = {}
        for student in members:
            text = (self.folder / "containers" / student / "results.json").read_text(encoding="utf-8")
            tests = json.loads(text)["tests"]
            if len(tests) == len(FUNCTIONS):
                found[student] = sum(test["score"] for test in tests) / sum(test["max_score"] for test in tests)
        return found
