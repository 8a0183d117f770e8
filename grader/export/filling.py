"""What formats that fill a platform's own file have in common: when a grade is written, in which points, what is said.

The files themselves are in `sheet.py`, who is who in `pairing.py`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from grader.course import FILENAME, load_course
from grader.errors import UsageError
from grader.export.graded import Grade
from grader.export.options import Options
from grader.export.pairing import Pairs, Person, listed
from grader.export.sheet import Row
from grader.model import Result
from grader.report.escape import csv_cell, one_line
from grader.report.table import points

_CLOSE = 0.005  # platforms show points with two digits
_NOT_WRITTEN = {
    "ungraded": "not graded yet, so left as they were",
    "missing": "handed in nothing, so left as they were",
}

Refused = Callable[[Person, Grade], str | None]


def grades(results: Iterable[Result], comment: Callable[[Result], str] = lambda result: "") -> Iterable[Grade]:
    """What goes into a gradebook."""
    for one in results:
        lesson = one.lessons[0].title if len(one.lessons) == 1 else ""
        said = comment(one) if one.status == "graded" else ""
        yield Grade(one.student, one.status, one.score, one.max_score, lesson, said)


def to_write(pairs: Pairs, people: Iterable[Person], refused: Refused) -> tuple[dict[int, Grade], list[str]]:
    """The grades that go into their rows, and a note for each reason why others do not."""
    written: dict[int, Grade] = {}
    kept: dict[str, list[str]] = defaultdict(list)
    for person in people:
        grade = pairs.grades.get(person.row)
        if grade is None:
            continue
        reason = _NOT_WRITTEN.get(grade.status) or refused(person, grade)
        if reason:
            kept[reason].append(person.shown)
        else:
            written[person.row] = grade
    if pairs.alone:
        kept["without a result, so left as they were"] = [person.shown for person in pairs.alone]
    return written, [listed(reason, names) for reason, names in kept.items()]


def worth(text: str, what: str) -> float:
    """The points that something is worth, as a platform writes them: with a point or a comma. `UsageError` if none."""
    try:
        most = float(text.strip().replace(",", "."))
    except ValueError:
        most = math.nan
    if not 0 <= most < math.inf:
        raise UsageError(f"{what} is worth {one_line(text)!r}, which is no number of points. Export it again.")
    return most


def in_points_of(grade: Grade, most: float, scale: bool | None, what: str) -> float:
    """The score for something that is worth `most` points. `UsageError` if the results are worth other points.

    Unless somebody said what to do then: `scale` converts the score; False keeps it as it is.
    """
    if scale is False or abs(most - grade.max_score) < _CLOSE:
        return grade.score
    differ = f"{what} is worth {points(most)} points, the results {points(grade.max_score)}."
    if scale is None:
        raise UsageError(f"{differ} Change it there, or say --scale to convert scores, or --no-scale to keep them.")
    if not most or not grade.max_score:
        raise UsageError(f"{differ} No --scale leads from one to the other.")
    return grade.score * most / grade.max_score


def number(value: float, like: str) -> str:
    """Points, with a comma where the file writes its own so."""
    return points(value).replace(".", ",") if "," in like else points(value)


def course_title(options: Options) -> str:
    """The title of the course that was named, or of the one here; empty if there is none."""
    if options.course is None and not Path(FILENAME).is_file():
        return ""
    return load_course(options.course or Path()).title


def about_formulas(rows: Iterable[Row], columns: Iterable[int]) -> list[str]:
    """A note on cells that a spreadsheet would obey. They are the platform's own, and it has to know them again."""
    places = list(columns)
    lines = [str(row.line) for row in rows if any(_formula(row, place) for place in places)]
    if not lines:
        return []
    where = f"line {lines[0]}" if len(lines) == 1 else f"lines {', '.join(lines)}"
    return [f"{where} of the gradebook begin like a formula, and stay so: do not open the file in a spreadsheet."]


def _formula(row: Row, place: int) -> bool:
    return place < len(row.cells) and csv_cell(row.cells[place].value) != row.cells[place].value
