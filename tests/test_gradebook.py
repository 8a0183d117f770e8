"""The gradebook: attempts in order, one run at a time, and files or disks that are not as they should be."""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from conftest import ROOT

from grader.errors import OutputError, UsageError
from grader.gradebook import FILENAME, LOCK, Arrival, Attempt, Gradebook, Known
from grader.model import (
    CheckResult,
    CourseLabel,
    LessonResult,
    Outcome,
    Result,
    Source,
    Status,
    Submission,
    SubmissionLabel,
)

PAGE = (ROOT / "docs" / "gradebook.md").read_text(encoding="utf-8")
MONDAY, TUESDAY = datetime(2026, 11, 30, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)


def hand_in(student: str, text: str, unavailable: str = "") -> Submission:
    if unavailable:
        return Submission(student, unavailable={"01_double": unavailable}, digest=f"sha256:{text}")
    source = Source("double.py", (text,), False, text)
    return Submission(student, {"01_double": source}, {"02_mean": "is a pipe"}, digest=f"sha256:{text}")


def verdict(submission: Submission, score: float = 1.0, status: Status = "graded") -> Result:
    failed = CheckResult("twice", "Twice.", Outcome.FAILED, 0.0, 10.0, True, "wrong")
    return Result(
        course=CourseLabel("mini", "1"),
        student=submission.student,
        status=status,
        score=score,
        max_score=20.0,
        submission=SubmissionLabel(submission.digest, ["double.py"]),
        isolation=["seccomp"],
        lessons=[LessonResult("01_double", "Twice", status, score, 10.0, [failed])],
    )


def add(
    book: Gradebook, submission: Submission, score: float = 1.0, exam: str = "exam", status: Status = "graded"
) -> str:
    """Store a verdict as a run does: the attempt, then that it is what was handed in now."""
    given = book.add(submission, exam, msgspec.json.encode(verdict(submission, score, status)), 0.25)
    book.arrived(submission.student, submission.digest, Arrival(None))
    return given


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    with Gradebook(tmp_path) as opened:
        yield opened


def count_in(folder: Path, fresh: bool = False) -> int:
    with Gradebook(folder, fresh) as opened:
        return opened.count()


def query(folder: Path, text: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILENAME)
    try:
        return connection.execute(text).fetchall()
    finally:
        connection.close()


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own, with the gradebook's names imported."""
    whole = (
        "import os, resource, sys\nfrom pathlib import Path\nfrom grader.gradebook import Arrival, Gradebook\n" + code
    )
    command = [sys.executable, "-c", whole, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


# What it holds


def test_a_verdict_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    submission = hand_in("ada", "x = 'é\0🦊'")
    with Gradebook(tmp_path) as book:
        assert add(book, submission, 7.5) == "graded"
        book.arrived("ada", submission.digest, Arrival(MONDAY))
    with Gradebook(tmp_path) as book:
        assert book.attempts("ada") == [Attempt(submission.digest, "exam", MONDAY, verdict(submission, 7.5))]
        assert book.outdated("ada", "another exam") == [submission]


def test_nothing_is_known_of_who_was_never_graded(book: Gradebook) -> None:
    assert (book.attempts("ada"), book.verdict_on("ada", "sha256:1"), book.outdated("ada", "exam")) == ([], None, [])
    assert (list(book.students()), book.count(), book.graded_against_others("exam")) == ([], 0, 0)
    assert book.made_with() is None


def test_attempts_are_in_the_order_in_which_they_came_last(book: Gradebook) -> None:
    first, second = hand_in("ada", "1"), hand_in("ada", "2")
    for submission in (first, second):
        add(book, submission)
    assert [attempt.digest for attempt in book.attempts("ada")] == ["sha256:1", "sha256:2"]
    book.arrived("ada", "sha256:1", Arrival(TUESDAY))  # the earlier files again
    assert [attempt[:3:2] for attempt in book.attempts("ada")] == [("sha256:2", None), ("sha256:1", TUESDAY)]
    book.arrived("ada", "sha256:1", Arrival(MONDAY))  # somebody corrects the time
    assert [attempt[:3:2] for attempt in book.attempts("ada")] == [("sha256:2", None), ("sha256:1", MONDAY)]


@pytest.mark.parametrize("order", list(itertools.permutations("123")), ids="".join)
def test_the_attempt_that_came_last_is_the_last_whatever_its_digest(book: Gradebook, order: tuple[str, ...]) -> None:
    for text in order:
        add(book, hand_in("ada", text))
    assert [attempt.digest for attempt in book.attempts("ada")] == [f"sha256:{text}" for text in order]


def test_what_has_not_changed_is_not_written_again(book: Gradebook) -> None:
    add(book, hand_in("ada", "1"))
    book.arrived("ada", "sha256:1", Arrival(MONDAY))
    statements: list[str] = []
    book._database.set_trace_callback(statements.append)
    book.arrived("ada", "sha256:1", Arrival(MONDAY))
    assert [text for text in statements if not text.startswith("SELECT")] == []


def test_a_verdict_on_the_same_files_is_replaced_and_keeps_its_place(book: Gradebook) -> None:
    for text in ("1", "2"):
        add(book, hand_in("ada", text), 1.0)
    book.add(hand_in("ada", "1"), "new exam", msgspec.json.encode(verdict(hand_in("ada", "1"), 9.0)), 0.5)
    assert [(one.digest, one.exam, one.result.score) for one in book.attempts("ada")] == [
        ("sha256:1", "new exam", 9.0),
        ("sha256:2", "exam", 1.0),
    ]


def test_students_with_the_same_files_do_not_share_a_verdict(book: Gradebook) -> None:
    for student, score in (("ben", 1.0), ("ada", 2.0)):
        add(book, hand_in(student, "1"), score)
    assert list(book.students()) == ["ada", "ben"]
    assert [book.attempts(student)[0].result.score for student in book.students()] == [2.0, 1.0]
    assert book.count() == 2


def test_what_could_not_be_read_is_kept_until_the_next_attempt(book: Gradebook) -> None:
    add(book, hand_in("ada", "1"), 5.0)
    add(book, hand_in("ada", "closed", "permission denied"), 0.0, status="ungraded")
    assert [one.result.status for one in book.attempts("ada")] == ["graded", "ungraded"]
    assert book.verdict_on("ada", "sha256:closed") == Known("exam", "ungraded")
    assert book.outdated("ada", "exam") == []  # its files are not there to be graded again
    add(book, hand_in("ada", "2"))
    assert [one.digest for one in book.attempts("ada")] == ["sha256:1", "sha256:2"]
    add(book, hand_in("ben", "closed", "permission denied"), 0.0, status="ungraded")
    add(book, hand_in("ada", "3"))
    assert len(book.attempts("ben")) == 1  # another student's is another matter


def test_outdated_are_those_of_another_exam_and_those_left_ungraded(book: Gradebook) -> None:
    for text, exam, status in (("1", "old", "graded"), ("2", "exam", "graded"), ("3", "exam", "ungraded")):
        add(book, hand_in("ada", text), exam=exam, status=status)  # type: ignore[arg-type]
    assert book.outdated("ada", "exam") == [hand_in("ada", "1"), hand_in("ada", "3")]
    assert book.verdict_on("ada", "sha256:1") == Known("old", "graded")


def test_students_without_a_verdict_of_this_exam_are_counted(book: Gradebook) -> None:
    for student, text, exam in (("ada", "1", "old"), ("ada", "2", "exam"), ("ben", "1", "old"), ("cleo", "1", "older")):
        add(book, hand_in(student, text), exam=exam)
    assert [book.graded_against_others(exam) for exam in ("exam", "old", "none")] == [2, 1, 3]


def test_it_notes_what_the_pages_were_made_with(tmp_path: Path) -> None:
    with Gradebook(tmp_path) as book:
        book.note_made_with("full")
        book.note_made_with("hints")
    with Gradebook(tmp_path) as book:
        assert book.made_with() == "hints"
    assert len(query(tmp_path, "SELECT * FROM view")) == 1


def test_fresh_forgets_everything(tmp_path: Path) -> None:
    with Gradebook(tmp_path) as book:
        add(book, hand_in("ada", "1"))
        book.note_made_with("full")
    with Gradebook(tmp_path, fresh=True) as book:
        assert (book.count(), book.made_with()) == (0, None)


# One run at a time

HOLD = """
with Gradebook(Path(sys.argv[1])) as book:
    if os.fork() == 0:  # as a grader does that outlives its run
        sys.stdin.read()
        os._exit(0)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_and_the_end_of_the_first_frees_it(tmp_path: Path) -> None:
    whole = "import os, sys\nfrom pathlib import Path\nfrom grader.gradebook import Arrival, Gradebook\n" + HOLD
    command = [sys.executable, "-c", whole, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(
            UsageError, match=r"another `grader grade` is writing here\. Wait for it, or choose another"
        ):
            Gradebook(tmp_path)
        with pytest.raises(UsageError, match="another `grader grade`"):
            Gradebook(tmp_path, fresh=True)
        holder.kill()
        holder.wait()
        assert count_in(tmp_path) == 0  # though its child lives on
        assert holder.stdin is not None
        holder.stdin.close()


def test_an_end_with_an_error_frees_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Gradebook(tmp_path):
        raise ZeroDivisionError
    (tmp_path / FILENAME).write_text("no database, but a text of some length")
    with pytest.raises(UsageError, match="cannot be read"):
        Gradebook(tmp_path)
    assert count_in(tmp_path, fresh=True) == 0


def test_a_folder_that_cannot_be_made_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file: cannot write results here \(File exists\)\. Choose another --out"):
        Gradebook(tmp_path / "file")


def test_a_second_one_in_the_same_process_takes_nothing_from_the_first(tmp_path: Path) -> None:
    with Gradebook(tmp_path):
        with pytest.raises(UsageError, match="another `grader grade`"):
            Gradebook(tmp_path)
        assert "another `grader grade`" in python("Gradebook(Path(sys.argv[1]))", tmp_path).stderr


def test_a_lock_that_is_no_lock_is_a_clear_message(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("somebody has written a text of some length into it" * 20)
    with pytest.raises(UsageError, match=LOCK):
        Gradebook(tmp_path)


# Damage


def fill(folder: Path, students: int = 40) -> None:
    with Gradebook(folder) as book:
        for number in range(students):
            add(book, hand_in(f"student{number:02}", os.urandom(1500).hex()))


def damage(path: Path, kind: str) -> None:
    data = path.read_bytes()
    if kind == "text":
        path.write_text("This is not a database, though it has some length." * 100)
    elif kind == "cut":
        path.write_bytes(data[:5000])
    elif kind == "newer":
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA user_version = 2")
        connection.close()
    elif kind in ("foreign", "foreign of version 1"):
        path.unlink()
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE notes (text TEXT)")
        connection.execute(f"PRAGMA user_version = {int(kind != 'foreign')}")
        connection.close()
    elif kind == "pages":  # all but the first page, which holds the schema
        path.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))
    else:
        path.unlink()
        path.mkdir()


DAMAGE = {
    "text": "cannot be read",
    "cut": "cannot be read",
    "newer": "no gradebook of this version",
    "foreign": "no gradebook of this version",
    "foreign of version 1": "(no gradebook of this version|cannot be read)",
    "pages": "cannot be read",
    "folder": "cannot be read",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_what_is_no_gradebook_of_ours_is_wrong_usage_and_names_the_way_out(tmp_path: Path, kind: str) -> None:
    fill(tmp_path)
    damage(tmp_path / FILENAME, kind)
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(UsageError, match=rf"{FILENAME}: {DAMAGE[kind]}.*Move it away, or start over with --fresh"):
        count_in(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} >= before  # nothing is thrown away unasked


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind != "folder"])
def test_fresh_starts_over_whatever_is_there(tmp_path: Path, kind: str) -> None:
    fill(tmp_path)
    damage(tmp_path / FILENAME, kind)
    assert count_in(tmp_path, fresh=True) == 0
    fill(tmp_path, 3)
    assert count_in(tmp_path) == 3


def test_fresh_does_not_remove_a_folder_and_says_so(tmp_path: Path) -> None:
    (tmp_path / FILENAME).mkdir()
    with pytest.raises(UsageError, match=FILENAME):
        Gradebook(tmp_path, fresh=True)


# A disk without room


def test_a_full_disk_is_an_output_error_and_earlier_verdicts_stay(tmp_path: Path) -> None:
    fill(tmp_path, 5)
    with Gradebook(tmp_path) as book:
        (pages,) = book._database.execute("PRAGMA page_count").fetchone()
        book._database.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(OutputError, match=r"full.*kept: make room, then run the same command again"):
            add(book, hand_in("zoe", os.urandom(100_000).hex()))
        assert list(book.students()) == [f"student{number:02}" for number in range(5)]
        book._database.execute("PRAGMA max_page_count = 1000000")  # there is room again
        add(book, hand_in("yan", "1"))
    assert count_in(tmp_path) == 6


LIMITED = """
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with Gradebook(Path(sys.argv[1])) as book:
        for number in range(200):
            book.note_made_with(os.urandom(4000).hex())
except Exception as error:
    print(type(error).__name__, error)
"""


def test_a_file_that_may_not_grow_is_an_output_error(tmp_path: Path) -> None:
    fill(tmp_path, 20)
    said = python(LIMITED, tmp_path, 300_000).stdout
    assert said.startswith(f"OutputError {tmp_path / FILENAME}: ")
    assert "run the same command again" in said
    assert count_in(tmp_path) == 20


@pytest.mark.parametrize("room", [0, 20_000], ids=["for nothing", "for the lock"])
@pytest.mark.parametrize("there", [0, 20], ids=["new", "existing"])
def test_without_room_from_the_start_nobody_is_told_of_another_run_or_to_start_over(
    tmp_path: Path, there: int, room: int
) -> None:
    fill(tmp_path, there)
    said = python(LIMITED, tmp_path, room).stdout
    assert said.startswith("OutputError")
    assert "another `grader grade`" not in said
    assert "--fresh" not in said
    assert count_in(tmp_path) == there


# The page


def test_every_column_is_described(tmp_path: Path) -> None:
    fill(tmp_path, 1)
    tables = [name for (name,) in query(tmp_path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert tables == ["attempt", "view"]
    for table in tables:
        rows = re.search(rf"^`{table}`, .*?\n\n(?:\|.*\n)+", PAGE, re.MULTILINE)
        assert rows is not None
        first_cells = re.findall(r"^\| (`.*?) \|", rows[0], re.MULTILINE)
        described = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
        assert described == [row[1] for row in query(tmp_path, f"PRAGMA table_info({table})")]
    ((version,),) = query(tmp_path, "PRAGMA user_version")
    assert f"`PRAGMA user_version` is the version of these tables, now {version}." in PAGE


def test_the_questions_on_the_page_have_answers(tmp_path: Path) -> None:
    with Gradebook(tmp_path) as book:
        for student, text, score in (("ada", "1", 4.0), ("ada", "2", 3.0), ("ben", "1", 0.0)):
            add(book, hand_in(student, text), score)
    attempts, checks, slowest = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    assert query(tmp_path, attempts) == [("ada", 2, 4.0), ("ben", 1, 0.0)]
    assert query(tmp_path, checks) == [("01_double", "twice", 2)]
    assert query(tmp_path, slowest) == [("ada", 0.25), ("ada", 0.25), ("ben", 0.25)]
