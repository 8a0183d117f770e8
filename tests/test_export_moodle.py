"""`grader export moodle`: what we write is read as PHP reads CSV, and imported into a stand-in by Moodle's own rules.

The rules are those of the import of grading worksheets (a grade above the maximum, or of a user who is not known, is
passed over) and of the import of grades (either stops everything).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, get_args

import pandas
import pytest
from conftest import MINI
from msgspec.structs import replace
from test_export import write
from test_export_canvas import scored
from test_feedback_levels import full_check, full_result, words
from test_items import check, lesson, student
from test_report import Page
from typer.testing import CliRunner

from grader.cli import app
from grader.errors import UsageError
from grader.export import export
from grader.export.graded import shown_level
from grader.export.moodle import document
from grader.export.options import Options
from grader.gradebook import Gradebook
from grader.model import Feedback, Late, LateLesson, Outcome, Result

LEVELS: tuple[Feedback, ...] = get_args(Feedback)
HEADER = ["Identifier", "Full name", "ID number", "Email address", "Status", "Grade", "Maximum Grade"]
HEADER += ["Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"]
PEOPLE = {
    "Participant 501": ["Ada Lovelace", "=7", "ada@example.org"],
    "Participant 502": ["=Ben", "8", "ben@example.org"],
    "Participant 503": ["Cleo", "9", "cleo@example.org"],
    "Participant 504": ["Dan", "10", "dan@example.org"],
    "Participant 505": ["Eva", "11", "eva@example.org"],
}


def php(text: str, separator: str = ",") -> list[list[str]]:
    """CSV as PHP's fgetcsv reads it: within quotes, a quote behind a backslash ends nothing."""
    rows, row, place = [], [], 0
    while place < len(text):
        value = ""
        if text[place] == '"':
            place += 1
            while text[place] != '"' or text[place + 1 : place + 2] == '"':
                step = 2 if text[place] == '"' or text[place : place + 2] == '\\"' else 1
                value += text[place : place + step].replace('""', '"')
                place += step
            place += 1
        while place < len(text) and text[place] not in (separator, "\n"):
            value += text[place]
            place += 1
        row.append(value)
        if place >= len(text) or text[place] == "\n":
            rows.append(row)
            row = []
        place += 1
    return rows


class Assignment:
    """An assignment in Moodle: each participant's grade and feedback, out of `most` points."""

    def __init__(self, most: float = 20.0) -> None:
        self.most = most
        self.grades: dict[str, float] = {"Participant 503": 7.0}
        self.feedback: dict[str, str] = {"Participant 503": '<p>Well, "done"</p>'}
        self.locked: set[str] = set()

    def worksheet(self, comma: bool = False, separator: str = ",", comments: bool = True) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
        columns = len(HEADER) - (not comments)
        writer.writerow(HEADER[:columns])
        for participant, names in PEOPLE.items():
            grade = f"{self.grades[participant]:.2f}" if participant in self.grades else ""
            numbers = [text.replace(".", ",") if comma else text for text in (grade, f"{self.most:.2f}")]
            changeable = "No" if participant in self.locked else "Yes"
            dates = ["Monday, 2 March 2026, 9:00 AM", "-"]
            feedback = self.feedback.get(participant, "")
            writer.writerow(
                [participant, *names, "Submitted for grading", *numbers, changeable, *dates, feedback][:columns]
            )
        return b"\xef\xbb\xbf" + out.getvalue().encode()

    def upload(self, data: bytes, separator: str = ",") -> None:
        header, *rows = php(data.decode("utf-8-sig").replace("\r\n", "\n"), separator)
        assert {"Identifier", "Grade", "Last modified (grade)"} <= set(header)
        assert {len(row) for row in rows} == {len(header)}
        for row in rows:
            cells = dict(zip(header, row))
            participant = cells["Identifier"]
            grade = float(cells["Grade"].replace(",", ".") or "nan")
            if participant in PEOPLE and participant not in self.locked and 0 <= grade <= self.most:
                self.grades[participant] = grade
            if "Feedback comments" in cells:
                self.feedback[participant] = cells["Feedback comments"]


FULL, SCORE = Options(feedback="full"), Options(feedback="score")
NASTY = 'x\\", "=1+1" \\'
WRONG = replace(check("wrong", Outcome.FAILED), message=f"Expected <b>1</b>, got {NASTY}.", hint="H", hidden=True)


def failing(name: str, score: float, **changes: Any) -> Result:
    return replace(
        student(lesson("01_double", [WRONG, check("right")]), name=name), score=score, max_score=20, **changes
    )


CLASS = [
    failing("Ada Lovelace_501", 12.3456),
    failing("ben@example.org", 0.0, late=Late(2, 4.0, {"01_double": LateLesson("2026-01-01", 2, 20.0, 4.0)})),
    failing("Cleo_503", 22.0),
    scored("10", 0, status="ungraded"),
    scored("11", 0, status="missing"),
    scored("nobody_77", 20),
]


@pytest.fixture
def graded(tmp_path: Path) -> Path:
    return write(tmp_path / "graded", *CLASS)


def filled(moodle: Assignment, graded: Path, options: Options = FULL, **kind: Any) -> tuple[bytes, list[str]]:
    worksheet, out = graded.parent / "worksheet.csv", graded.parent / "out.csv"
    worksheet.write_bytes(moodle.worksheet(**kind))
    _, notes = export("moodle", graded, out, options._replace(gradebook=worksheet))
    return out.read_bytes(), notes


@pytest.mark.parametrize("kind", [{}, {"comma": True}, {"comma": True, "separator": ";"}, {"separator": "\t"}])
def test_moodle_gets_grades_and_feedback_and_nothing_else_changes(kind: dict[str, Any], graded: Path) -> None:
    moodle = Assignment()
    data, _ = filled(moodle, graded, **kind)
    moodle.upload(data, kind.get("separator", ","))
    assert moodle.grades == {"Participant 501": 12.3456, "Participant 502": 0.0, "Participant 503": 7.0}
    told = {participant: Page(text).text for participant, text in moodle.feedback.items() if text}
    assert list(told) == ["Participant 503", "Participant 501", "Participant 502"]
    assert told["Participant 503"] == 'Well, "done"'
    assert f"Expected <b>1</b>, got {NASTY}." in told["Participant 501"]
    assert "2 days late, which costs 4 points." in told["Participant 502"]


@pytest.mark.parametrize("separator", [",", ";"])
def test_every_other_cell_comes_back_byte_for_byte(separator: str, graded: Path) -> None:
    data, _ = filled(Assignment(), graded, separator=separator)
    before = (graded.parent / "worksheet.csv").read_bytes().splitlines()
    for old, new in zip(before, data.splitlines(), strict=True):
        if b"Participant 501" in old or b"Participant 502" in old:
            assert old.split(separator.encode() * 2)[0] == new[: len(old.split(separator.encode() * 2)[0])]
        else:
            assert old == new
    table = pandas.read_csv(io.BytesIO(data), sep=separator, dtype=str, keep_default_na=False)
    assert list(table.columns) == HEADER
    assert list(table["Full name"]) == [names[0] for names in PEOPLE.values()]
    assert list(table["ID number"]) == [names[1] for names in PEOPLE.values()]


def test_everybody_is_accounted_for(graded: Path) -> None:
    _, notes = filled(Assignment(), graded)
    assert notes == [
        "grades written into the worksheet: 2",
        "5 of the gradebook's 5 students have a result: 2 by ID number, 2 by the number in the name, 1 by email",
        "not exported, because no student of the gradebook is called so (1): nobody_77",
        "above the maximum grade, which Moodle would ignore, so left as they were (1): Cleo",
        "not graded yet, so left as they were (1): Dan",
        "handed in nothing, so left as they were (1): Eva",
        "lines 2, 3 of the gradebook begin like a formula, and stay so: do not open the file in a spreadsheet.",
    ]


def test_a_bonus_fits_where_the_assignment_allows_more(graded: Path) -> None:
    moodle = Assignment(most=25)
    with pytest.raises(
        UsageError, match=r"the grade of Ada Lovelace is worth 25 points, the results 20\. Change it th"
    ):
        filled(moodle, graded)
    data, _ = filled(moodle, graded, Options(scale=False))
    moodle.upload(data)
    assert moodle.grades["Participant 503"] == 22.0
    data, notes = filled(moodle, graded, Options(scale=True))
    moodle.upload(data)
    assert moodle.grades["Participant 501"] == pytest.approx(12.3456 * 25 / 20)
    assert any(note.startswith("above the maximum grade") for note in notes)  # 110 % stays above any maximum


def test_feedback_that_is_replaced_and_grades_that_are_locked_are_listed(tmp_path: Path) -> None:
    moodle = Assignment()
    moodle.locked.add("Participant 501")
    _, notes = filled(moodle, write(tmp_path / "graded", failing("9", 3), failing("Ada Lovelace_501", 5)))
    assert "feedback that was there is replaced (1): Cleo" in notes
    assert "the grade cannot be changed there, so left as they were (1): Ada Lovelace" in notes


def test_a_worksheet_without_feedback_gets_grades_and_a_note(graded: Path) -> None:
    moodle = Assignment()
    data, notes = filled(moodle, graded, comments=False)
    moodle.upload(data)
    assert moodle.grades["Participant 501"] == 12.3456
    assert any("turn on Feedback comments in the assignment's settings" in note for note in notes)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a,b\n", r"no grading worksheet: without a column 'Identifier'\. In Moodle, with English as your language"),
        (b"Identifier,Grade\n", r"without a column 'Last modified \(grade\)'"),
        (b"Identifier,Grade,Scale,Last modified (grade)\n", r"graded with words, not points\. Let its grade type be P"),
        (
            b"Identifier,Full name,Grade,Maximum Grade,Last modified (grade)\nParticipant 501,Ada Lovelace,,x,-\n",
            r"'x'",
        ),
    ],
)
def test_what_is_no_worksheet_is_refused(data: bytes, message: str, graded: Path, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_bytes(data)
    with pytest.raises(UsageError, match=message):
        export("moodle", graded, tmp_path / "o.csv", Options(gradebook=tmp_path / "w.csv"))


def test_blind_marking_pairs_by_the_participants_number(tmp_path: Path) -> None:
    text = "Identifier,Status,Grade,Maximum grade,Last modified (grade)\nParticipant 88,x,,20.00,-\n"
    (tmp_path / "w.csv").write_text(text, encoding="utf-8")
    graded = write(tmp_path / "graded", scored("Participant_88", 4))
    done, _ = export("moodle", graded, tmp_path / "o.csv", Options(gradebook=tmp_path / "w.csv"))
    assert done == text.replace("x,,20", "x,4,20")


def by_key(graded: Path, options: Options = SCORE) -> tuple[list[dict[str, str]], list[str]]:
    out = graded.parent / "out.csv"
    _, notes = export("moodle", graded, out, options)
    header, *rows = php(out.read_text(encoding="utf-8"))
    return [dict(zip(header, row, strict=True)) for row in rows], notes


def test_without_a_worksheet_there_is_a_key_a_grade_and_feedback(tmp_path: Path) -> None:
    graded = write(
        tmp_path / "graded", failing("ada", 12.3456), failing("ben", 0.0), scored("cleo", 0, status="missing")
    )
    rows, notes = by_key(graded, Options(feedback="full"))
    assert [(row["username"], float(row["grade"])) for row in rows] == [("ada", 12.3456), ("ben", 0.0)]
    assert NASTY in Page(rows[0]["feedback"]).text
    assert notes == ["grades by username: 2", "left out, because nothing was handed in (1): cleo"]
    table = pandas.read_csv(graded.parent / "out.csv")
    assert list(table["grade"]) == [12.3456, 0.0]


@pytest.mark.parametrize("key", ["id", "idnumber", "email", "username"])
def test_who_would_stop_moodles_import_is_left_out_and_listed(key: Any, tmp_path: Path) -> None:
    names = ["12", "ada@example.org", "ada", "+1+2", "-ada", "@ada", "Ben", "ben"]
    graded = tmp_path / "graded"
    write(graded, *(scored(name, 5) for name in names[:-1]))
    (graded / "results" / "zz.json").write_bytes(
        (graded / "results" / "Ben.json").read_bytes().replace(b'"Ben"', b'"ben"')
    )
    rows, notes = by_key(graded, Options(key=key, feedback="score"))
    left = {name.strip() for note in notes[1:] for name in note.partition("): ")[2].split(";")}
    assert {row[key] for row in rows} | left == set(names)
    assert {row[key] for row in rows} == {
        "id": {"12"},
        "email": {"ada@example.org"},
        "idnumber": {"12", "ada", "ada@example.org"},
        "username": {"12", "ada", "ada@example.org"},
    }[key]


def test_a_grade_above_the_maximum_is_written_and_said(tmp_path: Path) -> None:
    rows, notes = by_key(write(tmp_path / "graded", scored("ada", 150, most=140)))
    assert rows[0]["grade"] == "150"
    assert "above the maximum, where Moodle stops unless the grade item allows as much (1): ada" in notes


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            Options(scale=True),
            r"--scale needs to know what the grade is worth: name a grading worksheet with --gradebook",
        ),
        (Options(key="id", gradebook=Path("w.csv")), r"--key is for a file without --gradebook\."),
    ],
)
def test_options_that_do_not_fit_together_are_refused(options: Options, message: str, graded: Path) -> None:
    with pytest.raises(UsageError, match=message):
        export("moodle", graded, graded.parent / "out.csv", options)


SHOWN = {"lessonid", "lessontitle", "title"}


@pytest.mark.parametrize(
    ("level", "more"),
    [
        ("full", {"diagnosistitle", "diagnosishint", "message", "argument", "value", "output"}),
        ("hints", {"diagnosistitle", "diagnosishint"}),
        ("score", set()),
        (None, set()),
    ],
)
def test_feedback_holds_what_the_student_may_see_and_no_word_more(level: Feedback | None, more: set[str]) -> None:
    text, _ = document([full_result(full_check(Outcome.FAILED))], ".csv", Options(feedback=level))
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["username"] == "ZstudentZ"
    assert words(row["feedback"]) == SHOWN | more


def test_no_text_of_a_students_ends_a_cell_for_any_reader(graded: Path) -> None:
    text, _ = document(CLASS[:2], ".csv", FULL)
    rows = list(csv.reader(io.StringIO(text)))
    assert rows == php(text)
    for _, _, feedback in rows[1:]:
        assert "got x\\" in feedback
        assert '"' not in feedback
        assert feedback.startswith("<p>")
        assert feedback.endswith("</p>")


def test_where_nothing_says_what_students_saw_only_points_are_exported(graded: Path) -> None:
    rows, notes = by_key(graded, Options())
    assert f"what students were shown is not known in {graded}, so only points are. See --feedback" in notes
    assert not [row for row in rows if "Expected" in row["feedback"]]


@pytest.mark.parametrize("level", LEVELS)
def test_what_students_were_shown_is_what_is_exported(level: Feedback, tmp_path: Path) -> None:
    """The level of the run, whatever course.yml says, by the real commands."""
    graded = tmp_path / "graded"
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "double.py").write_text("def double(x):\n    return 7\n", encoding="utf-8")
    arguments = [str(tmp_path / "ada"), "--course", str(MINI), "--out", str(graded), "--isolation", "auto"]
    run = CliRunner().invoke(app, ["grade", *arguments, "--jobs", "1", "--feedback", level])
    assert run.exit_code == 0, run.stderr
    before = sorted(path.name for path in graded.iterdir())
    assert shown_level(graded) == level
    assert sorted(path.name for path in graded.iterdir()) == before
    (row,), notes = by_key(graded, Options())
    page = Page((graded / "feedback" / "ada.html").read_text(encoding="utf-8").split("</style>")[-1]).text
    for text in ("got 7", "Hint."):
        assert (text in Page(row["feedback"]).text) is (text in page)
    assert notes == ["grades by username: 1"]


def test_while_a_run_writes_nothing_is_known(tmp_path: Path) -> None:
    with Gradebook(tmp_path) as gradebook:
        gradebook.note_made_with("0.1 full Title 1 lessons")
        assert shown_level(tmp_path) is None
    assert shown_level(tmp_path) == "full"


@pytest.mark.parametrize("made", [None, b"", b"no database"])
def test_a_gradebook_that_says_nothing_gives_no_level(made: bytes | None, tmp_path: Path) -> None:
    if made is not None:
        (tmp_path / "gradebook.db").write_bytes(made)
    assert shown_level(tmp_path) is None
