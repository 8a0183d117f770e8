"""Canvas: fills one column of a gradebook that was exported there, for importing it again. See docs/lms/canvas.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from grader.errors import UsageError
from grader.export.filling import about_formulas, course_title, grades, in_points_of, number, to_write, worth
from grader.export.graded import Grade
from grader.export.options import Options
from grader.export.pairing import Person, pair
from grader.export.sheet import Cell, Row, Sheet
from grader.model import Result
from grader.report.escape import one_line
from grader.report.table import points

_WHERE = "In Canvas: Grades, Export, Export Entire Gradebook."
_KEYS = ("ID", "SIS User ID", "SIS Login ID")
_WITH_ID = re.compile(r"(.+) \(\d+\)", re.DOTALL)  # how Canvas names the column of an assignment
_COMPUTED = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")  # by Canvas itself
_POSTING = re.compile(r"Muted|Manual Posting.*", re.IGNORECASE)
_KEPT = {"ex": "excused there, so left as they were", "n/a": "not assigned to them there, so left as they were"}


def document(results: Iterable[Result], ending: str, options: Options) -> tuple[str, list[str]]:
    """The gradebook with its students and the one column, filled, and notes on who was not."""
    if options.gradebook is None:
        raise UsageError(f"canvas fills a gradebook: name it with --gradebook FILE. {_WHERE}")
    sheet = Sheet(options.gradebook)
    header = sheet.header()
    if "Section" not in header or not (
        header[:2] == ["Student", "ID"] or header[:3] == ["LastName", "FirstName", "ID"]
    ):
        begins = one_line(", ".join(header[:3]))
        raise UsageError(f"{sheet.path}: no gradebook of Canvas: it begins {begins!r}, not 'Student, ID'. {_WHERE}")
    known = header.index("Section") + 1  # the columns by which Canvas knows its students, and its own file
    lines = [row for row in sheet.rows if len(row.cells) == len(header)]
    worth_row = next((index for index, row in enumerate(lines) if "Points Possible" in row.cells[0].value), None)
    if worth_row is None:
        raise UsageError(f"{sheet.path}: no row Points Possible, so Canvas would not take it. {_WHERE}")
    everybody = list(grades(results))
    if options.new is None:
        place = _column(sheet, lines[worth_row], options, everybody)
        rows = [_with_last(row, known, row.cells[place]) for row in lines]
    else:
        title = _new_title(sheet, options.new, options.column)
        rows = [_with_last(row, known, Cell("", "")) for row in lines]
        rows[0] = _with_last(rows[0], known, sheet.cell(title))
        new = points(max(grade.max_score for grade in everybody))
        rows[worth_row] = _with_last(rows[worth_row], known, sheet.cell(new))

    column, possible = one_line(rows[0].cells[known].value), rows[worth_row].cells[known].value
    what = f"{sheet.path}: the column {column!r}"
    most = worth(possible, what)
    people = [_person(index, row, header[:known]) for index, row in enumerate(rows) if index not in (0, worth_row)]
    people = [person for person in people if not _says_what_is_hidden(rows[person.row])]
    pairs = pair(everybody, people)

    def refused(person: Person, grade: Grade) -> str | None:
        return _KEPT.get(rows[person.row].cells[known].value.strip().casefold())

    written, kept = to_write(pairs, people, refused)
    for index, grade in written.items():
        score = in_points_of(grade, most, options.scale, what)
        rows[index] = _with_last(rows[index], known, sheet.cell(number(score, possible)))
    first = f"scores written into {column!r}: {len(written)}"
    return sheet.text(rows), [first, *pairs.notes, *kept, *about_formulas(rows, range(known))]


def _with_last(row: Row, known: int, last: Cell) -> Row:
    return row._replace(cells=[*row.cells[:known], last])


def _says_what_is_hidden(row: Row) -> bool:
    """Whether it is the row that says which grades are not posted, or an empty one."""
    return all(_POSTING.fullmatch(text) for text in row.values() if text)


def _person(index: int, row: Row, header: Sequence[str]) -> Person:
    texts = dict(zip(header, row.values()))
    name = texts.get("Student") or f"{texts.get('LastName', '')}, {texts.get('FirstName', '')}".strip(", ")
    return Person(index, {**{kind: texts[kind] for kind in _KEYS if kind in texts}, "name": name}, texts["ID"], name)


def _column(sheet: Sheet, worth_row: Row, options: Options, everybody: Sequence[Grade]) -> int:
    """The place of the column to fill: the one that was named, or else the only one with the course's title.

    Where the results are of one lesson, that may be the lesson's title. `UsageError` lists the columns.
    """
    header = sheet.header()
    columns: dict[int, str] = {}  # of assignments: the place of each, and its title
    for place, name in enumerate(header):
        match = _WITH_ID.fullmatch(name)
        if match and not _COMPUTED.search(name) and "read only" not in worth_row.cells[place].value:
            columns[place] = match[1]
    wanted = {options.column} if options.column is not None else _titles(options, everybody)
    found = [place for place, title in columns.items() if header[place] in wanted or title in wanted]
    if len(found) == 1:
        return found[0]
    names = "; ".join(one_line(header[place]) for place in columns) or "there is none"
    title = " or ".join(repr(one_line(title)) for title in sorted(wanted)) or "of the course, which is not known here"
    problem = f"{len(found)} columns have the title" if found else "no column has the title"
    raise UsageError(
        f"{sheet.path}: {problem} {title}. Name the one to fill with --column: {names}. "
        "Or have Canvas make another with --new TITLE."
    )


def _titles(options: Options, everybody: Sequence[Grade]) -> set[str]:
    course = course_title(options)
    lessons = {grade.lesson for grade in everybody}
    return {title for title in (course, *(lessons if len(lessons) == 1 else ())) if title}


def _new_title(sheet: Sheet, title: str, column: str | None) -> str:
    """A title that Canvas makes an assignment of, and does not read as one that is there or as a sum."""
    if column is not None:
        raise UsageError("--column fills a column that is there, --new makes another. Say one of them.")
    there = {match[1] for name in sheet.header() if (match := _WITH_ID.fullmatch(name))}
    title = " ".join(title.split())
    if not title:
        raise UsageError("--new '': a title is needed.")
    if title in there | set(sheet.header()):
        raise UsageError(
            f"--new {title!r}: the gradebook has such a column. Fill it with --column, or choose another title."
        )
    if _WITH_ID.fullmatch(title) or _COMPUTED.search(title):
        raise UsageError(
            f"--new {title!r}: Canvas gives names of this kind a meaning of its own. Choose another title."
        )
    return title
