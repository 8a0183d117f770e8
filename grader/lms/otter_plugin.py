"""The plugin that Otter loads: it takes the submission away before Otter's kernel starts, and grades it elsewhere.

So that kernel runs Otter's own cells alone, and no score depends on what it answers. Nothing in the engine imports this
module; what is in the zip and what students read is in `otter.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from otter.plugins import AbstractOtterPlugin
from otter.run import AutograderConfig
from otter.test_files import GradingResults
from otter.test_files.abstract_test import TestCaseResult

from grader.errors import GraderError
from grader.lms.otter import cases, instructors_report, printed
from grader.model import Result

_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TEMP")
_SERVER = "serve_until_stopped"  # the function of Otter's thread that unpickles what its kernel logs


class Downslope(AbstractOtterPlugin):
    """Grades one submission with the packaged exam in the folder `exam` of the autograder, out of process.

    Its configuration: `exam`, and what students see, `feedback`. When there is no verdict it raises `GraderError`, so
    that Otter stops without a score: a 0 would look like the student's.
    """

    def __init__(self, submission_path: str, submission_metadata: dict[str, Any], plugin_config: dict[str, Any]):
        super().__init__(submission_path, submission_metadata, plugin_config)
        self._kept: bytes | None = None
        self._result: Result | None = None

    @property
    def _path(self) -> Path:
        return Path(self.submission_path)  # there is none while `otter generate` loads its plugins

    def before_grading(self, config: AutograderConfig) -> None:
        """Keep the submission's bytes, and leave an empty file in its place and none of the student's beside it.

        Otter would unpickle a log that was handed in, and its kernel import modules from this folder.
        """
        config.grade_from_log, config.seed, config.pdf, config.token = False, None, False, None
        self._kept = self._path.read_bytes()
        for entry in list(self._path.parent.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                if entry.name != "tests":  # put there by Otter, in the place of any that were handed in
                    shutil.rmtree(entry)
            else:
                entry.unlink()
        empty = nbformat.writes(nbformat.v4.new_notebook()) if self._path.suffix == ".ipynb" else ""
        self._path.write_text(empty, encoding="utf-8")

    def before_execution(self, submission: nbformat.NotebookNode) -> nbformat.NotebookNode:
        """An empty notebook. The file goes too: with a name such as `numpy.py`, the kernel would import it."""
        self._path.unlink()
        return nbformat.v4.new_notebook()

    def after_grading(self, results: GradingResults) -> None:
        """Grade the submission, and set every score and message."""
        if results.has_catastrophic_failure():
            raise GraderError(f"Otter's kernel failed before anything was graded: {results.catastrophic_error}")
        for thread in threading.enumerate():
            if _SERVER in thread.name:  # it ends within a second, and no submission shall find it
                thread.join()
        level = self.plugin_config["feedback"]
        self._result = self._grade()
        verdicts = cases(self._result, level)
        places = {name: test.possible for name, test in results.results.items()}
        if places != {case.name: case.possible for case in verdicts}:
            raise GraderError("tests/ of this autograder.zip are not those of its exam. Make it again: grader package")
        for case in verdicts:
            test = results.results[case.name]
            test.update_score(case.score)
            test.test_case_results = [TestCaseResult(test.test_cases[0], case.message, case.passed)]
        if (output := printed(self._result, level)) is not None:
            results.set_output(output)

    def generate_report(self) -> str:
        """For the instructor, on Otter's output: all that is known."""
        return instructors_report(self._result) if self._result else ""

    def _grade(self) -> Result:
        """The verdict of a process of its own, in which nothing of Otter's is loaded."""
        if self._kept is None:
            raise GraderError("Otter ran no `before_grading`, so there is nothing to grade.")
        exam = self._path.parents[1] / "source" / self.plugin_config["exam"]
        with tempfile.TemporaryDirectory(prefix="downslope-") as name:
            hand_in = Path(name, "submission", self._path.name)  # not where the process starts
            hand_in.parent.mkdir()
            hand_in.write_bytes(self._kept)
            done = subprocess.run(
                [sys.executable, "-P", "-m", "grader.packaged", str(exam), str(hand_in)],
                cwd=name,
                env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        try:
            result = msgspec.json.decode(done.stdout, type=Result)
        except msgspec.DecodeError:
            problem = done.stderr.decode(errors="replace").strip()
            raise GraderError(f"The grader ended with exit code {done.returncode}: {problem}") from None
        if done.returncode != 0 or result.status == "ungraded":
            raise GraderError("Not graded, by no fault of the student. Grade it again.\n" + instructors_report(result))
        return result
