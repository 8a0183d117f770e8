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
_SCHEMA = """
CREATE TABLE attempt (
    student      TEXT NOT NULL,
    digest       TEXT NOT NULL,     -- of the submission
    turn         INTEGER NOT NULL DEFAULT 0,  -- of this student's attempts, the one with the highest came last
    submitted_at TEXT,              -- ISO 8601; NULL if nobody told
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


class Attempt(NamedTuple):
    """One attempt and its verdict, before policy."""

    digest: str
    exam: str
    submitted_at: datetime | None
    result: Result


class Gradebook:
    """The gradebook in a folder, held by one run at a time. A context manager.

    `UsageError` when another run holds it, or when the file is no gradebook of this version; `OutputError` when it
    cannot be written, for example because the disk is full: what was stored before stays.
    """

    def __init__(self, folder: Path, fresh: bool = False) -> None:
        self.path = folder / FILENAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with open(folder / LOCK, "ab"):
                pass
        except OSError as error:
            raise UsageError(f"{folder}: cannot write results here ({error.strerror}). Choose another --out.") from None
        lock = _hold(folder / LOCK)
        if lock is None:
            raise UsageError(f"{folder}: another `grader grade` is writing here. Wait for it, or choose another --out.")
        self._lock = lock
        try:
            self._connect(fresh)
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        self._lock.close()

    def add(self, submission: Submission, exam: str, result: bytes, seconds: float) -> Status:
        """Store a verdict, the JSON of a `Result`, and give its status.

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
        return verdict.status

    def arrived(self, student: str, digest: str, submitted_at: datetime | None) -> None:
        """Note that these files, which were graded before, are what the student hands in now, and since when."""
        last = self._read(
            "SELECT digest, submitted_at FROM attempt WHERE student = ? ORDER BY turn DESC LIMIT 1", student
        )
        if list(last) == [(digest, _text(submitted_at))]:
            return
        with self._writing() as database:
            database.execute(
                "UPDATE attempt SET submitted_at = ?3, "
                "turn = 1 + coalesce((SELECT max(turn) FROM attempt WHERE student = ?1 AND digest != ?2), 0) "
                "WHERE student = ?1 AND digest = ?2",
                [student, digest, _text(submitted_at)],
            )

    def attempts(self, student: str) -> list[Attempt]:
        """A student's attempts, the latest last."""
        rows = self._read(
            "SELECT digest, exam, submitted_at, result FROM attempt WHERE student = ? ORDER BY turn", student
        )
        return [
            Attempt(digest, exam, moment(when) if when else None, msgspec.json.decode(result, type=Result))
            for digest, exam, when, result in rows
        ]

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

    def _connect(self, fresh: bool) -> None:
        try:
            self._open()
        except (sqlite3.DatabaseError, UsageError) as error:
            if not fresh:
                if isinstance(error, UsageError):
                    raise
                raise UsageError(
                    f"{self.path}: cannot be read ({error}). Move it away, or start over with --fresh."
                ) from None
            self._database.close()
            for path in self._files():
                path.unlink(missing_ok=True)
            self._open()
        if fresh:
            with self._writing() as database:
                database.execute("DELETE FROM attempt")
                database.execute("DELETE FROM view")

    def _open(self) -> None:
        self._database = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        database = self._database
        (version,) = database.execute("PRAGMA user_version").fetchone()
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if version != _VERSION and (version or tables):
            raise UsageError(f"{self.path}: no gradebook of this version. Move it away, or start over with --fresh.")
        # A commit survives the death of this process without waiting for the disk.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if not tables:
            database.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")

    def _files(self) -> list[Path]:
        return [self.path.with_name(self.path.name + ending) for ending in ("", "-wal", "-shm")]

    def _read(self, query: str, *values: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._database.execute(query, values)
        except sqlite3.Error as error:
            raise OutputError(self.path, str(error)) from None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise OutputError(self.path, str(error)) from None


def _text(when: datetime | None) -> str | None:
    return when.isoformat() if when is not None else None


def _hold(path: Path) -> sqlite3.Connection | None:
    """Hold a file that only one process can hold; None if another one does. The system lets go when this one ends.

    SQLite's lock, on a file of its own, because it is the same on every system; and it does not pass to child
    processes, so that graders that outlive a killed run for a moment do not hold up the next one.
    """
    lock = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        return None
    return lock
