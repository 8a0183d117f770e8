"""`grader export canvas`: what we fill is imported into a stand-in, which follows the rules of Canvas for gradebooks.

The rules are those of Canvas's gradebook importer: who is recognised by what, which columns are assignments, what an
empty cell does.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, NamedTuple

import pandas
import pytest
from conftest import MINI
from msgspec.structs import replace
from test_export import write
from test_items import check, lesson, student
from typer.testing import CliRunner
from typer.testing import Result as Run

from grader.cli import app
from grader.errors import UsageError
from grader.export import export
from grader.export.options import Options
from grader.model import Late, LateLesson, Outcome, Result


class User(NamedTuple):
    id: int
    sortable: str
    sis: str
    login: str


USERS = [
    User(1201, "Lovelace, Ada", "s-001", "ada@example.org"),
    User(1202, "Núñez, Ben", "=1+1", "+ben"),
    User(1203, '="Cleo"', "0042", "cleo"),
    User(1204, "@Dan, -1", "s-004", "dan"),
    User(1205, "Eva, E", "s-005", "eva"),
    User(1299, "Student, Test", "", "b1946ac92492d2347c6235b4d2611184"),
]


class Canvas:
    """A course in Canvas: its users, assignments as id -> [title, points], and scores by user and assignment."""

    def __init__(self) -> None:
        self.assignments: dict[int, list[Any]] = {7: ["A miniature course", 20.0], 8: ["Essay, short", 100.0]}
        self.scores: dict[tuple[int, int], str] = {(1203, 7): "EX", (1204, 7): "11.50", (1201, 8): "77.00"}
        self.unknown: list[str] = []

    def export(self, separator: str = ",", mark: str = "", comma: bool = False, hidden: bool = False) -> bytes:
        def points(value: str) -> str:
            return value.replace(".", ",") if comma else value

        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        info = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        titles = [f"{title} ({number})" for number, (title, _) in self.assignments.items()]
        writer.writerow([*info, "Notes", *titles, "Assignments Current Score", "Final Score (2020)"])
        if hidden:
            writer.writerow([*[""] * 6, "Manual Posting", *[""] * (len(titles) + 1)])
        worths = [points(f"{worth:.2f}") for _, worth in self.assignments.values()]
        writer.writerow(["    Points Possible", *[""] * 5, *worths, "(read only)", "(read only)"])
        for user in USERS:
            scores = [points(self.scores.get((user.id, number), "")) for number in self.assignments]
            row = [user.sortable, user.id, user.sis, user.login, "Section 1", "note", *scores, "50.00", "50.00"]
            writer.writerow(row)
        return (mark + out.getvalue()).encode()

    def load(self, data: bytes) -> None:
        """Import a file."""
        text = data.decode()
        lines = text.splitlines()[:3]
        semicolons, commas = ([len(next(csv.reader([line], delimiter=one))) for line in lines] for one in ";,")
        semicolon = len(set(semicolons)) == 1 and (len(set(commas)) > 1 or semicolons[0] > commas[0])
        header, *rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolon else ","))
        assert "Student" in header[0]
        assert header[1] == "ID"
        assert header[4] == "Section"
        columns: dict[int, int] = {}  # place -> assignment
        for place, name in enumerate(header[5:], start=5):
            if re.search("(Current|Final) (Score|Grade|Points)", name):
                continue
            match = re.fullmatch(r"(.*)\s\((\d+)\)", name)
            known = next((one for one, (title, _) in self.assignments.items() if title == name), None)
            if match and int(match[2]) in self.assignments:
                known = int(match[2])
            if known is None:
                known = max(self.assignments) + 1
                self.assignments[known] = [name, None]
            columns[place] = known
        for row in rows:
            if not any(cell.strip() for cell in row) or all(
                re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row
            ):
                continue
            if "Points Possible" in row[0]:
                for place, number in columns.items():
                    self.assignments[number][1] = float(self.number(row[place]))
                continue
            user = self.user(row)
            for place, number in columns.items():
                if user is None:
                    self.unknown.append(row[0])
                elif row[place].strip():
                    self.scores[user.id, number] = self.number(row[place].strip())
                else:
                    self.scores.pop((user.id, number), None)  # an empty cell empties what is there

    @staticmethod
    def number(text: str) -> str:
        """Any comma or point is the decimal one, if it is the last; others part thousands."""
        if not re.fullmatch(r"-?[0-9.,]+%?", text):
            return text
        *front, last = re.split("[.,]", text)
        return f"{''.join(front)}.{last}" if front else last

    @staticmethod
    def user(row: list[str]) -> User | None:
        """By id, then by SIS id, by login, by name."""
        for place, field in ((1, "id"), (2, "sis"), (3, "login"), (0, "sortable")):
            for user in USERS:
                if row[place] and row[place] == str(getattr(user, field)):
                    return user
        return None


def scored(name: str, score: float, most: float = 20.0, **changes: Any) -> Result:
    part = lesson("01_double", [check("one", Outcome.PASSED)])
    return replace(student(part, part, name=name), score=score, max_score=most, **changes)


CLASS = [
    scored("lovelaceada_1201", 107.6543),  # a large bonus
    scored("0042", 3),  # cleo, who is excused
    scored("dan", 0.0),
    scored("eva", 0.0, status="ungraded"),
    scored("Núñez_ Ben", 12.25, late=Late(1, 2.0, {"01_double": LateLesson("2026-01-01", 1, 10.0, 2.0)})),
    scored("nobody_77", 20),
]
COLUMN = Options(column="A miniature course (7)")


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    return write(tmp_path / "graded", *CLASS)


def filled(canvas: Canvas, graded: Path, options: Options = COLUMN, **exported: Any) -> tuple[bytes, list[str]]:
    """What is written for Canvas, and the notes."""
    gradebook, out = graded.parent / "gradebook.csv", graded.parent / "out.csv"
    gradebook.write_bytes(canvas.export(**exported))
    _, notes = export("canvas", graded, out, options._replace(gradebook=gradebook))
    return out.read_bytes(), notes


KINDS = [
    {},
    {"hidden": True},
    {"mark": "\ufeff"},
    {"separator": ";", "comma": True, "mark": "\ufeff", "hidden": True},
]


@pytest.mark.parametrize("kind", KINDS)
def test_canvas_gets_the_scores_and_nothing_else_changes(kind: dict[str, Any], graded: Path) -> None:
    canvas = Canvas()
    data, _ = filled(canvas, graded, **kind)
    canvas.load(data)
    assert {key: float(text) if text != "EX" else text for key, text in canvas.scores.items()} == {
        (1201, 7): 107.6543,
        (1202, 7): 12.25,
        (1203, 7): "EX",
        (1204, 7): 0.0,
        (1201, 8): 77.0,
    }
    assert canvas.unknown == []
    assert canvas.assignments == Canvas().assignments


@pytest.mark.parametrize("kind", KINDS)
def test_names_and_ids_come_back_byte_for_byte_in_their_order(kind: dict[str, Any], graded: Path) -> None:
    data, _ = filled(Canvas(), graded, **kind)
    before, after = (graded.parent / "gradebook.csv").read_bytes().splitlines(), data.splitlines()
    assert len(before) == len(after)
    separator = kind.get("separator", ",").encode()
    for old, new in zip(before, after, strict=True):
        assert old.startswith(new.rpartition(separator)[0])


def test_pandas_reads_it(graded: Path) -> None:
    data, _ = filled(Canvas(), graded)
    table = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    assert list(table.columns) == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A miniature course (7)"]
    assert dict(zip(table["ID"], table["A miniature course (7)"])) == {
        "": "20.00",
        "1201": "107.6543",
        "1202": "12.25",
        "1203": "EX",
        "1204": "0",
        "1205": "",
        "1299": "",
    }
    assert list(table["SIS User ID"])[1:] == [user.sis for user in USERS]


def test_everybody_is_accounted_for(graded: Path) -> None:
    _, notes = filled(Canvas(), graded)
    assert notes == [
        "scores written into 'A miniature course (7)': 3",
        "5 of the gradebook's 6 students have a result: 1 by SIS User ID, 1 by name, 2 by SIS Login ID, "
        "1 by the number in the name",
        "not exported, because no student of the gradebook is called so (1): nobody_77",
        'excused there, so left as they were (1): ="Cleo"',
        "not graded yet, so left as they were (1): Eva, E",
        "without a result, so left as they were (1): Student, Test",
        "lines 4, 5, 6 of the gradebook begin like a formula, and stay so: do not open the file in a spreadsheet.",
    ]


def test_a_student_who_handed_in_nothing_keeps_the_cell_and_is_listed(tmp_path: Path) -> None:
    canvas = Canvas()
    data, notes = filled(canvas, write(tmp_path / "graded", scored("dan", 0, status="missing")))
    canvas.load(data)
    assert canvas.scores == Canvas().scores
    assert "handed in nothing, so left as they were (1): @Dan, -1" in notes


def test_a_student_to_whom_it_is_not_assigned_keeps_the_cell(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.scores[1204, 7] = "N/A"
    data, notes = filled(canvas, write(tmp_path / "graded", scored("dan", 5)))
    assert b",N/A\n" in data
    assert "not assigned to them there, so left as they were (1): @Dan, -1" in notes


@pytest.mark.parametrize("column", ["A miniature course", "A miniature course (7)"])
def test_a_column_is_named_with_or_without_its_id(column: str, graded: Path) -> None:
    data, _ = filled(Canvas(), graded, Options(column=column))
    assert b"Section,A miniature course (7)\n" in data


def test_without_a_name_the_courses_title_decides(graded: Path) -> None:
    data, _ = filled(Canvas(), graded, Options(course=MINI))
    assert b"Section,A miniature course (7)\n" in data


def test_results_of_one_lesson_go_into_the_column_with_its_title(tmp_path: Path) -> None:
    canvas = Canvas()
    canvas.assignments[9] = ["01_double", 20.0]
    one = replace(scored("dan", 5), lessons=[lesson("01_double", [])])
    data, _ = filled(canvas, write(tmp_path / "graded", one), Options())
    assert b"Section,01_double (9)\n" in data


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(column="Essay"), r"no column has the title 'Essay'\. Name the one to fill with --column: A min"),
        (Options(column="Assignments Current Score"), r"no column has the title"),
        (Options(column="Final Score (2020)"), r"no column has the title"),
        (
            Options(),
            r"title of the course, which is not known here\..*--column: A miniature course \(7\); Essay, short",
        ),
        (Options(column="Essay, short"), r"'Essay, short \(8\)' is worth 100 points, the results 20\. Change it there"),
    ],
)
def test_a_column_is_never_guessed(options: Options, words: str, graded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(graded.parent)
    with pytest.raises(UsageError, match=words):
        filled(Canvas(), graded, options)
    assert not (graded.parent / "out.csv").exists()


def test_two_columns_with_the_title_are_both_named(graded: Path) -> None:
    canvas = Canvas()
    canvas.assignments[9] = ["A miniature course", 20.0]
    with pytest.raises(
        UsageError, match=r"2 columns have the title 'A miniature course'\..*course \(7\);.*course \(9\)"
    ):
        filled(canvas, graded, Options(course=MINI))


def test_scores_are_converted_only_when_asked(graded: Path) -> None:
    canvas = Canvas()
    data, _ = filled(canvas, graded, Options(column="Essay, short", scale=True))
    canvas.load(data)
    assert float(canvas.scores[1202, 8]) == pytest.approx(12.25 * 100 / 20)
    data, _ = filled(canvas, graded, Options(column="Essay, short", scale=False))
    canvas.load(data)
    assert float(canvas.scores[1202, 8]) == 12.25
    assert canvas.assignments[8] == ["Essay, short", 100.0]


def test_nothing_can_be_converted_to_no_points(graded: Path) -> None:
    canvas = Canvas()
    canvas.assignments[8][1] = 0.0
    with pytest.raises(UsageError, match=r"is worth 0 points, the results 20\. No --scale leads from one to the other"):
        filled(canvas, graded, Options(column="Essay, short", scale=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_assignment_is_made_only_when_asked(kind: dict[str, Any], graded: Path) -> None:
    canvas = Canvas()
    data, _ = filled(canvas, graded, Options(new="Downslope"), **kind)
    canvas.load(data)
    assert canvas.assignments == {**Canvas().assignments, 9: ["Downslope", 20.0]}
    scores = {user: float(score) for (user, number), score in canvas.scores.items() if number == 9}
    assert scores == {1201: 107.6543, 1202: 12.25, 1203: 3.0, 1204: 0.0}
    assert {key: score for key, score in canvas.scores.items() if key[1] != 9} == Canvas().scores


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (Options(new="Essay,  short"), r"'Essay, short': the gradebook has such a column\. Fill it with --column"),
        (Options(new="Section"), r"the gradebook has such a column"),
        (Options(new=" "), r"--new '': a title is needed"),
        (Options(new="Mine (9)"), r"Canvas gives names of this kind a meaning of its own"),
        (Options(new="My Final Score"), r"Canvas gives names of this kind a meaning of its own"),
        (Options(new="Mine", column="Essay"), r"--column fills a column that is there, --new makes another"),
    ],
)
def test_a_title_that_canvas_would_read_as_another_is_refused(options: Options, words: str, graded: Path) -> None:
    with pytest.raises(UsageError, match=words):
        filled(Canvas(), graded, options)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"student,score\nada,1\n",
            r"no gradebook of Canvas: it begins 'student, score', not 'Student, ID'\. In Canvas: G",
        ),
        (b"", r"no gradebook of Canvas"),
        (b"Student,ID,Section,T (7)\nAda,1,S,\n", r"no row Points Possible, so Canvas would not take it"),
        (b"Student,ID,Section,T (7)\n Points Possible,,,\nAda,1,S,\n", r"'T \(7\)' is worth '', which is no number"),
        (b"Student,ID,Section,T (7)\n Points Possible,,,nan\nAda,1,S,\n", r"is worth 'nan', which is no number"),
    ],
)
def test_what_is_no_gradebook_is_refused(data: bytes, words: str, graded: Path, tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_bytes(data)
    with pytest.raises(UsageError, match=words):
        export("canvas", graded, tmp_path / "o.csv", Options(gradebook=tmp_path / "g.csv", column="T"))


def test_first_and_last_names_in_columns_of_their_own_are_a_gradebook_too(tmp_path: Path) -> None:
    text = "LastName,FirstName,ID,SIS Login ID,Section,T (7)\n    Points Possible,,,,,20.00\nLovelace,Ada,1201,ada,S,\n"
    (tmp_path / "g.csv").write_text(text, encoding="utf-8")
    graded = write(tmp_path / "graded", scored("lovelaceada_1201", 4.5))
    data, _ = export("canvas", graded, tmp_path / "o.csv", Options(gradebook=tmp_path / "g.csv", column="T"))
    assert data == text.replace("ada,S,", "ada,S,4.5")


def run(graded: Path, *arguments: str) -> Run:
    return CliRunner().invoke(app, ["export", "canvas", str(graded), *arguments])


def test_the_command_says_what_it_wrote_and_lists_the_rest(graded: Path) -> None:
    gradebook, out = graded.parent / "gradebook.csv", graded.parent / "out.csv"
    gradebook.write_bytes(Canvas().export())
    done = run(graded, "--gradebook", str(gradebook), "--column", "A miniature course", "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, f"{out}\n")
    assert "note: not exported, because no student of the gradebook is called so (1): nobody_77\n" in done.stderr
    assert gradebook.read_bytes() == Canvas().export()


def test_without_a_gradebook_the_message_says_where_it_is(graded: Path) -> None:
    with pytest.raises(UsageError, match=r"name it with --gradebook FILE\. In Canvas: Grades, Export, Export Entire"):
        export("canvas", graded, graded.parent / "out.csv")


def test_the_gradebook_itself_is_never_written_over(graded: Path) -> None:
    gradebook = graded.parent / "gradebook.csv"
    gradebook.write_bytes(Canvas().export())
    with pytest.raises(UsageError, match=r"the gradebook itself\. Choose another --out"):
        export("canvas", graded, graded / ".." / "gradebook.csv", COLUMN._replace(gradebook=gradebook))
    assert gradebook.read_bytes() == Canvas().export()


def test_own_columns_and_sums_in_another_language_confuse_nothing(tmp_path: Path) -> None:
    text = "Student,ID,SIS Login ID,Section,ID,T (7),Final Score (2020)\n"
    text += "    Points Possible,,,,,20.00,(schreibgeschützt)\n"
    (tmp_path / "g.csv").write_text(f'{text}"Lovelace, Ada",1201,ada,S,77,,50.00\n', encoding="utf-8")
    graded = write(tmp_path / "graded", scored("lovelaceada_1201", 4.5))
    options = Options(gradebook=tmp_path / "g.csv", column="T")
    data, _ = export("canvas", graded, tmp_path / "o.csv", options)
    assert data.splitlines()[0] == "Student,ID,SIS Login ID,Section,T (7)"
    assert data.splitlines()[2] == '"Lovelace, Ada",1201,ada,S,4.5'
    with pytest.raises(UsageError, match=r"no column has the title 'Final Score'"):
        export("canvas", graded, tmp_path / "o.csv", options._replace(column="Final Score"))
