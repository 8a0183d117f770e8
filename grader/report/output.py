"""The output folder: `results/`, `feedback/`, `grades.csv`, `report.html`. Each file is complete or absent."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from grader.errors import UsageError
from grader.model import Course, Feedback, Lesson, Result
from grader.report.html import feedback_page, report_page
from grader.report.results import student_view, to_csv, to_json


class Output:
    """Where the results of one run go. `UsageError` when the folder cannot be made."""

    def __init__(self, folder: Path, course: Course, lessons: Sequence[Lesson], level: Feedback) -> None:
        self.folder = folder
        self._course, self._lessons, self._level = course, lessons, level
        try:
            for name in ("results", "feedback"):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot write results here ({error.strerror}). Choose another --out.") from None

    def add(self, result: Result) -> None:
        """Write one student's result and page at once, so that an interrupted run keeps them."""
        _write(self.folder / "results" / f"{result.student}.json", to_json(result))
        page = feedback_page(self._course, student_view(result, self._level))
        _write(self.folder / "feedback" / f"{result.student}.html", page.encode())

    def finish(self, results: Sequence[Result]) -> None:
        """Write what sums up the class."""
        _write(self.folder / "grades.csv", to_csv(results, self._lessons).encode())
        _write(self.folder / "report.html", report_page(self._course, self._lessons, results).encode())


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    os.replace(partial, path)
