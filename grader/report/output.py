"""The output folder: `results/`, `feedback/`, `grades.csv`, `report.html`. Each file is complete or absent.

They are views of the gradebook: they hold nothing of their own and can be made again at any time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from grader.errors import OutputError, UsageError
from grader.items import Item, ItemAnalysis
from grader.model import Course, Feedback, Lesson, Result
from grader.report.html import feedback_page, report_page
from grader.report.results import csv_header, csv_row, student_view, to_json


class Output:
    """Where the results of one run go. `UsageError` when the folder cannot be made, `OutputError` when it is full.

    `lessons` are those of this run, `level` what students see.
    """

    def __init__(self, folder: Path, course: Course, lessons: Sequence[Lesson], level: Feedback) -> None:
        self.folder = folder
        self.level = level
        self._course, self._lessons = course, lessons
        self._with_late = course.policy.due is not None or any(lesson.due for lesson in course.lessons)
        try:
            for name in ("results", "feedback"):
                (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot write results here ({error.strerror}). Choose another --out.") from None

    def add(self, result: Result) -> None:
        """Write one student's page and result at once, so that an interrupted run shows them."""
        page, document = self._places(result.student)
        _write(page, feedback_page(self._course, student_view(result, self.level)).encode())
        _write(document, to_json(result))  # last: it says that both are there

    def renew(self, result: Result) -> None:
        """Write one student's page and result, if the result that is there is another one."""
        page, document = self._places(result.student)
        try:
            with open(document, "rb") as file:
                same = os.path.exists(page) and file.read() == to_json(result)
        except OSError:
            same = False
        if not same:
            self.add(result)

    def finish(self, results: Iterable[Result], count: int, notes: Sequence[str]) -> None:
        """Write what sums up the class of `count` students. `results` are gone through once, in the order of names."""
        with _writing(f"{self.folder}/grades.csv") as grades, _writing(f"{self.folder}/report.html") as report:
            grades.write(csv_header(self._lessons, self._with_late).encode())
            analysis = ItemAnalysis()

            def noted() -> Iterator[Result]:
                for result in results:
                    analysis.add(result)
                    grades.write(csv_row(result, self._lessons, self._with_late).encode())
                    yield result

            def items() -> list[Item]:
                found = analysis.items()
                return [item for lesson in self._lessons for item in found if item.lesson == lesson.id]

            for piece in report_page(self._course, self._lessons, noted(), count, notes, items):
                report.write(piece.encode())

    def _places(self, student: str) -> tuple[str, str]:
        return f"{self.folder}/feedback/{student}.html", f"{self.folder}/results/{student}.json"

    def clear(self) -> None:
        """Remove what an earlier run has written, and nothing else."""
        with _any_trouble(self.folder):
            for pattern in ("results/*.json", "feedback/*.html", "grades.csv", "report.html"):
                for path in self.folder.glob(pattern):
                    path.unlink()


def _write(path: str, data: bytes) -> None:
    with _writing(path) as file:
        file.write(data)


@contextlib.contextmanager
def _writing(path: str) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` when everything has been written."""
    partial = f"{path}.partial"
    with _any_trouble(path):
        try:
            with open(partial, "wb") as file:
                yield file
            os.replace(partial, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(partial)
            raise


@contextlib.contextmanager
def _any_trouble(path: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(Path(path), error.strerror or str(error)) from None
