"""The gradebook: every attempt and its verdict, in SQLite. Each is stored in a transaction of its own as it arrives.

The tables are described in `docs/gradebook.md`. Which attempt counts, and what being late costs, is in `score.py`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from grader.course import moment
from grader.errors import OutputError, UsageError
from grader.model import Result, Status, Submission

FILENAME, LOCK = "gradebook.db", "gradebook.lock"
_VERSION = 1
_PATIENCE_SECONDS = 5.0  # with another program that writes to it
_WAYS_OUT = "Move it away, or start over with --fresh."
_COLUMNS = ["student", "digest", "turn", "submitted_at", "notes", "submission", "exam", "status", "score", "max_score"]
_COLUMNS += ["result", "graded_at", "seconds"]
_SCHEMA = """
CREATE TABLE attempt (
    student      TEXT NOT NULL,
    digest       TEXT NOT NULL,     -- of the submission
    turn         INTEGER NOT NULL DEFAULT 0,  -- of this student's attempts, the one with the highest came last
    submitted_at TEXT,              -- ISO 8601; NULL if nobody told
    notes        TEXT NOT NULL DEFAULT '[]',  -- what the download said of it: a JSON list of texts
    submission   BLOB,              -- the files: MessagePack, zlib; NULL if they could not be read
    exam         TEXT NOT NULL,     -- digest of what it was graded against
    status       TEXT NOT NULL,
    score        REAL NOT NULL,     -- before anything is deducted for being late
    max_score    REAL NOT NULL,
    result       TEXT NOT NULL,     -- grader.result/1, before anything is deducted
    graded_at    TEXT NOT NULL,
    seconds      REAL NOT NULL,     -- on the clock, for this submission alone
    PRIMARY KEY (student, digest)
) WITHOUT ROWID;
CREATE TABLE view (made_with TEXT NOT NULL);  -- what the pages in feedback/ were last made with, all of them
"""


class Known(NamedTuple):
    """The exam that some files were graded against, as a digest, and the status that they got."""

    exam: str
    status: Status


class Arrival(NamedTuple):
    """Files that are handed in now: since when, if anybody told. If they came before, the `earliest` time may count.

    `notes` are what the download says of them, for the instructor.
    """

    submitted_at: datetime | None
    earliest: bool = False
    notes: tuple[str, ...] = ()


class Attempt(NamedTuple):
    """One attempt and its verdict, before policy."""

    digest: str
    exam: str
    submitted_at: datetime | None
    result: Result
    notes: tuple[str, ...] = ()


class Gradebook:
    """The gradebook in a folder, held by one run at a time. A context manager.

    `fresh` starts with an empty one. `UsageError` when another run holds it, or when the file is damaged or no
    gradebook of this version; `OutputError` when it cannot be written, for example because the disk is full: what was
    stored before stays.
    """

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.path = folder / FILENAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{folder}: cannot write results here ({error.strerror}). Choose another --out.") from None
        self._lock = _hold(folder)
        try:
            if fresh:
                self._remove()
            self._open()
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        self._lock.close()

    def add(
        self, submission: Submission, exam: str, result: bytes, seconds: float, arrival: Arrival | None = None
    ) -> Status:
        """Store a verdict, the JSON of a `Result`, and give its status. With an `arrival`, these files come now.

        A verdict on the same files is replaced; other attempts stay, but for those that could not be read.
        """
        verdict = msgspec.json.decode(result, type=Result)
        row = {
            "student": submission.student,
            "digest": submission.digest,
            "submission": None if submission.unavailable else zlib.compress(msgspec.msgpack.encode(submission), 1),
            "exam": exam,
            "status": verdict.status,
            "score": verdict.score,
            "max_score": verdict.max_score,
            "result": result.decode(),
            "graded_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 6),
        }
        known = [name for name in row if name not in ("student", "digest")]
        with self._writing() as database:
            database.execute("DELETE FROM attempt WHERE student = ? AND submission IS NULL", [submission.student])
            database.execute(
                f"INSERT INTO attempt ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)}) "
                f"ON CONFLICT (student, digest) DO UPDATE SET {', '.join(f'{name} = :{name}' for name in known)}",
                row,
            )
            if arrival is not None:
                self._arrive(database, submission.student, submission.digest, arrival)
        return verdict.status

    def arrived(self, student: str, digest: str, arrival: Arrival) -> None:
        """Note that these files, which were graded before, are what the student hands in now, and since when."""
        last = self._read(
            "SELECT digest, submitted_at, notes FROM attempt WHERE student = ? AND turn > 0 ORDER BY turn DESC LIMIT 1",
            student,
        )
        if list(last) != [(digest, _text(arrival.submitted_at), _json(arrival.notes))]:
            with self._writing() as database:
                self._arrive(database, student, digest, arrival)

    @staticmethod
    def _arrive(database: sqlite3.Connection, student: str, digest: str, arrival: Arrival) -> None:
        before, since = database.execute(
            "SELECT (SELECT max(turn) FROM attempt WHERE student = ?1 AND digest != ?2), "
            "(SELECT submitted_at FROM attempt WHERE student = ?1 AND digest = ?2)",
            [student, digest],
        ).fetchone()
        when, known = arrival.submitted_at, moment(since) if since else None
        if arrival.earliest and known is not None and (when is None or known < when):
            when = known
        database.execute(
            "UPDATE attempt SET submitted_at = ?, notes = ?, turn = ? WHERE student = ? AND digest = ?",
            [_text(when), _json(arrival.notes), (before or 0) + 1, student, digest],
        )

    def attempts(self, student: str) -> list[Attempt]:
        """A student's attempts, the latest last."""
        rows = self._read(
            "SELECT digest, exam, submitted_at, notes, result FROM attempt WHERE student = ? ORDER BY turn", student
        )
        return [
            Attempt(
                digest,
                exam,
                moment(when) if when else None,
                msgspec.json.decode(result, type=Result),
                msgspec.json.decode(notes, type=tuple[str, ...]),
            )
            for digest, exam, when, notes, result in rows
        ]

    def common_notes(self) -> list[str]:
        """What was noted of a verdict, such as that the key is public: the same for all of a class."""
        rows = self._read("SELECT result FROM attempt WHERE status != 'ungraded' ORDER BY student, turn DESC LIMIT 1")
        return next((msgspec.json.decode(result, type=Result).notes for (result,) in rows), [])

    def verdict_on(self, student: str, digest: str) -> Known | None:
        """What is known of these files; None if they were never graded."""
        rows = self._read("SELECT exam, status FROM attempt WHERE student = ? AND digest = ?", student, digest)
        return next((Known(exam, status) for exam, status in rows), None)

    def outdated(self, student: str, exam: str) -> list[Submission]:
        """A student's attempts that have no verdict of this exam, the latest last."""
        rows = self._read(
            "SELECT submission FROM attempt WHERE student = ? AND submission IS NOT NULL "
            "AND (exam != ? OR status = 'ungraded') ORDER BY turn",
            student,
            exam,
        )
        return [msgspec.msgpack.decode(zlib.decompress(files), type=Submission) for (files,) in rows]

    def students(self) -> Iterator[str]:
        """Every student, in the order of their names."""
        yield from (student for (student,) in self._read("SELECT DISTINCT student FROM attempt ORDER BY student"))

    def graded_against_others(self, exam: str) -> int:
        """How many students have no verdict of this exam."""
        rows = self._read(
            "SELECT count(DISTINCT student) FROM attempt WHERE student NOT IN "
            "(SELECT student FROM attempt WHERE exam = ?)",
            exam,
        )
        return int(next(rows)[0])

    def count(self) -> int:
        """How many students there are."""
        return int(next(self._read("SELECT count(DISTINCT student) FROM attempt"))[0])

    def made_with(self) -> str | None:
        """What every page was last made with; None if there are none."""
        return next((text for (text,) in self._read("SELECT made_with FROM view")), None)

    def note_made_with(self, text: str) -> None:
        """Note what every page is made with."""
        with self._writing() as database:
            database.execute("DELETE FROM view")
            database.execute("INSERT INTO view VALUES (?)", [text])

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            path = self.path.with_name(self.path.name + ending)
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise UsageError(f"{path}: cannot be removed ({error.strerror}). Move it away.") from None

    def _open(self) -> None:
        with _any_trouble(self.path):
            self._database = sqlite3.connect(self.path, isolation_level=None, timeout=_PATIENCE_SECONDS)
        try:
            self._prepare(self._database)
        except BaseException:
            self._database.close()
            raise

    def _prepare(self, database: sqlite3.Connection) -> None:
        """Make the tables of a new file; of an old one, see that they are there."""
        with _any_trouble(self.path):
            (version,) = database.execute("PRAGMA user_version").fetchone()
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = [row[1] for row in database.execute("PRAGMA table_info(attempt)")]
            if (version or names) and (version != _VERSION or columns != _COLUMNS):
                raise UsageError(f"{self.path}: no gradebook of this version. {_WAYS_OUT}")
            # A commit survives the death of this process without waiting for the disk.
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            if not names:
                database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")

    def _read(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        with _any_trouble(self.path):
            rows = self._database.execute(query, values)
        while True:
            with _any_trouble(self.path):
                row = rows.fetchone()
            if row is None:
                return
            yield row

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with _any_trouble(self.path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise


@contextlib.contextmanager
def _any_trouble(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: a damaged file is the user's to move away, a full disk is to be given room."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest are details
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or path.is_dir():
            raise UsageError(f"{path}: cannot be read ({error}). {_WAYS_OUT}") from None
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise UsageError(f"{path}: cannot be written ({error}). Choose another --out.") from None
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise UsageError(f"{path}: another program is writing to it. Close that, then run again.") from None
        raise OutputError(path, str(error)) from None


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when is not None else None


def _json(notes: tuple[str, ...]) -> str:
    return msgspec.json.encode(notes).decode()


def _hold(folder: Path) -> sqlite3.Connection:
    """Hold the folder for this process alone. The system lets go of it when the process ends, however it ends.

    It is SQLite's lock on a file of its own, because that is the same on every system; and it does not pass to child
    processes, so that graders that outlive a killed run for a moment do not hold up the next one.
    """
    path = folder / LOCK
    lock = sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
    try:
        lock.execute("PRAGMA journal_mode = OFF")  # nothing is written, so a full disk does not matter here
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        lock.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            text = "another `grader grade` is writing here. Wait for it, or choose another --out."
            raise UsageError(f"{folder}: {text}") from None
        raise UsageError(f"{path}: cannot be locked ({error}). Remove it, or choose another --out.") from None
    return lock
