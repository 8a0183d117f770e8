"""Reading what `grader grade` wrote: `results/`, one `grader.result/1` for each student; what students were shown."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import msgspec

from grader.errors import UsageError
from grader.model import Feedback, Result, Status

_SCHEMA = "grader.result/1"


def read_results(folder: Path) -> Iterator[Result]:
    """The results in an output folder, by the names of their files, read one by one.

    `UsageError` when there are none, or when one cannot be read.
    """
    paths = sorted((folder / "results").glob("*.json"))
    if not paths:
        raise UsageError(f"{folder}: no results here. Name the folder that `grader grade` wrote, or grade first.")
    decoder = msgspec.json.Decoder(Result)
    for path in paths:
        try:
            result = decoder.decode(path.read_bytes())
        except OSError as error:
            raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: no result ({error}). Run the same `grader grade` again; it renews it.") from None
        if result.schema != _SCHEMA:
            raise UsageError(f"{path}: a result of another version ({result.schema}, not {_SCHEMA}). Grade again.")
        yield result


class Grade(NamedTuple):
    """What of a result goes into a gradebook: the points after lateness, and a comment if one is asked for.

    `lesson` is the title of the only lesson, if there is only one.
    """

    student: str
    status: Status
    score: float
    max_score: float
    lesson: str = ""
    comment: str = ""


def shown_level(folder: Path) -> Feedback | None:
    """How much the students' pages in an output folder show; None when that is not known.

    It is what `grader grade` noted in the gradebook, behind its own version. While pages are made, nothing is noted.
    """
    database = folder.resolve() / "gradebook.db"
    changes = database.with_name("gradebook.db-wal")
    try:
        if changes.exists() and changes.stat().st_size:
            return None  # a run is writing to it, or was killed
        # Nothing is written beside it, as SQLite would for any other way of reading.
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as gradebook:
            noted = gradebook.execute("SELECT made_with FROM view").fetchone()
    except (OSError, sqlite3.Error):
        return None
    words = str(noted[0]).split(" ") if noted else []
    return next((level for level in get_args(Feedback) if level in words[1:2]), None)
