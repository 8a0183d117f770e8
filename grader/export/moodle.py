"""Moodle: a user key, a grade and feedback for each student; or an assignment's grading worksheet, filled.

Which of the two, and where each is imported, is in docs/lms/moodle.md.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from grader.errors import UsageError
from grader.export.filling import about_formulas, grades, in_points_of, number, to_write, worth
from grader.export.graded import Grade
from grader.export.options import Key, Options
from grader.export.pairing import Person, listed, pair
from grader.export.sheet import Row, Sheet
from grader.model import Feedback, Result
from grader.report.escape import csv_cell
from grader.report.html import feedback_comment
from grader.report.results import csv_line, student_view
from grader.report.table import points

_WHERE = "In Moodle, with English as your language: the assignment, Submissions, Download grading worksheet."
_NEEDED = ("identifier", "grade", "last modified (grade)")
_KEYS = {"id number": "ID number", "email address": "email", "username": "username", "full name": "name"}
_LOCKED = "the grade cannot be changed there, so left as they were"
_ABOVE = "above the maximum grade, which Moodle would ignore, so left as they were"
_ABSENT = {"ungraded": "left out, because not graded yet", "missing": "left out, because nothing was handed in"}
_IS_KEY = {"id": re.compile(r"\d+"), "email": re.compile(r"[^@ ]+@[^@ ]+")}


def document(results: Iterable[Result], ending: str, options: Options) -> tuple[str, list[str]]:
    """The file to import, and notes on who is not in it. The feedback is what the student may see, as HTML."""
    level: Feedback = options.feedback or "score"

    def comment(result: Result) -> str:
        return feedback_comment(student_view(result, level))

    everybody = grades(results, comment)
    if options.gradebook is None:
        if options.scale is not None:
            raise UsageError(
                "--scale needs to know what the grade is worth: name a grading worksheet with --gradebook."
            )
        return _by_key(everybody, options.key or "username")
    if options.key is not None:
        raise UsageError("--key is for a file without --gradebook. A worksheet has its own keys; leave --key out.")
    return _worksheet(Sheet(options.gradebook), everybody, options.scale)


def _by_key(everybody: Iterable[Grade], key: Key) -> tuple[str, list[str]]:
    """For Grades, Import, CSV file. Moodle stops the whole import at a student that it does not know.

    So a name that cannot be such a key is left out. So is one that is a formula to a spreadsheet: Moodle would not know
    it any more with a quote in front.
    """
    everybody = list(everybody)
    count = Counter(grade.student.casefold() for grade in everybody)
    lines = [csv_line([key, "grade", "feedback"])]
    left_out: dict[str, list[str]] = defaultdict(list)
    above: list[str] = []
    for grade in everybody:
        reason = _ABSENT.get(grade.status)
        if csv_cell(grade.student) != grade.student:
            reason = reason or "left out, because the name is a formula to a spreadsheet"
        if key in _IS_KEY and not _IS_KEY[key].fullmatch(grade.student):
            reason = reason or f"left out, because that is no {key} of Moodle"
        if count[grade.student.casefold()] > 1:
            reason = reason or "left out, because Moodle would take them for one"
        if reason:
            left_out[reason].append(grade.student)
            continue
        lines.append(csv_line([grade.student, points(grade.score), grade.comment]))
        if grade.score > grade.max_score:
            above.append(grade.student)
    notes = [f"grades by {key}: {len(lines) - 1}"]
    notes += [listed(reason, names) for reason, names in left_out.items()]
    if above:
        notes.append(listed("above the maximum, where Moodle stops unless the grade item allows as much", above))
    return "".join(lines), notes


def _worksheet(sheet: Sheet, everybody: Iterable[Grade], scale: bool | None) -> tuple[str, list[str]]:
    columns = {name.casefold(): place for place, name in reversed(list(enumerate(sheet.header())))}
    if missing := [name for name in _NEEDED if name not in columns]:
        raise UsageError(f"{sheet.path}: no grading worksheet: without a column {missing[0].capitalize()!r}. {_WHERE}")
    if "maximum grade" not in columns:
        raise UsageError(
            f"{sheet.path}: this assignment is graded with words, not points. Let its grade type be Point."
        )
    to_grade, to_comment, to_most = columns["grade"], columns.get("feedback comments"), columns["maximum grade"]
    rows = list(sheet.rows)
    people = [_person(index, row, columns) for index, row in enumerate(rows) if index and len(row.cells) > 1]
    pairs = pair(everybody, people)
    scores: dict[int, float] = {}

    def refused(person: Person, grade: Grade) -> str | None:
        texts = rows[person.row].values()
        if "grade can be changed" in columns and texts[columns["grade can be changed"]].casefold() == "no":
            return _LOCKED
        what = f"{sheet.path}: the grade of {person.shown}"
        most = worth(texts[to_most], what)
        scores[person.row] = in_points_of(grade, most, scale, what)
        return _ABOVE if scores[person.row] > most else None

    written, kept = to_write(pairs, people, refused)
    replaced: list[str] = []
    shown = {person.row: person.shown for person in people}
    for index, grade in written.items():
        cells = list(rows[index].cells)
        cells[to_grade] = sheet.cell(number(scores[index], cells[to_most].value))
        if to_comment is not None:
            if cells[to_comment].value.strip() not in ("", grade.comment):
                replaced.append(shown[index])
            cells[to_comment] = sheet.cell(grade.comment)
        rows[index] = rows[index]._replace(cells=cells)
    notes = [f"grades written into the worksheet: {len(written)}", *pairs.notes, *kept]
    if replaced:
        notes.append(listed("feedback that was there is replaced", replaced))
    if to_comment is None:
        notes.append("the worksheet has no column for feedback: turn on Feedback comments in the assignment's settings")
    names = [place for name, place in columns.items() if name in ("identifier", *_KEYS)]
    return sheet.text(rows), [*notes, *about_formulas(rows, names)]


def _person(index: int, row: Row, columns: dict[str, int]) -> Person:
    texts = row.values()
    keys = {kind: texts[columns[name]] for name, kind in _KEYS.items() if name in columns}
    number = re.search(r"\d+$", texts[columns["identifier"]])
    return Person(index, keys, number[0] if number else "", keys.get("name", ""))
