"""What a download says: which submissions are in it, whose they are, and since when. Records and the words in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from grader.course import moment
from grader.folder import Folder, Unreadable, safe
from grader.intake.views import Together
from grader.layout import visible_folders
from grader.names import student_name

Holds = Callable[[Folder], bool]  # whether a lesson's file is in a folder
_NAME_BYTES = 120  # of a name before its id, so that the id is never cut off
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?) ?(Z|UTC|GMT|[+-][\d:]{4,6}|)", re.ASCII)
_LOOKED_AT = 50  # folders that show what a download is


class Entry(NamedTuple):
    """One submission: the student's name in results, what is in it, and what the download says of it.

    `key` tells it from every other entry of the download. `notes` are for the instructor.
    """

    key: str
    student: str
    folder: Folder
    submitted_at: datetime | None = None
    late: bool = False
    notes: tuple[str, ...] = ()


class Download(NamedTuple):
    """All that is in a download; `strays` are those things that belong to nobody, safe to show."""

    entries: list[Entry]
    strays: list[str]


def with_id(name: str, number: str) -> str:
    """A student's name with the platform's id at its end, which is never cut off."""
    return student_name(f"{name.encode('utf-8', 'replace')[:_NAME_BYTES].decode('utf-8', 'ignore')}_{number}")


def work_in(folder: Folder, holds: Holds) -> Folder:
    """Where a submission's lesson files are: in its folder, or else one level down, as in a repository.

    What cannot be read is no trouble yet: the reader says what is wrong with it.
    """
    try:
        if holds(folder):
            return folder
        inner = [one for one in visible_folders(folder) if holds(one)]
    except Unreadable:
        return folder
    return Together(inner) if inner else folder


def most(folders: Iterable[Folder], like: Holds) -> bool:
    """Whether more than half of the folders, or of the first of many, are like that: one student decides nothing."""

    def readable_and_like(folder: Folder) -> bool:
        try:
            return like(folder)
        except Unreadable:
            return False

    looked_at = list(folders)[:_LOOKED_AT]
    return 2 * sum(map(readable_and_like, looked_at)) > len(looked_at)


def moment_in(text: str, without_zone: str = "") -> datetime | None:
    """The moment that a platform writes, such as `2026-04-26 17:34:00.861687000 Z`; None if it is not certain which.

    It must end with an offset from UTC, or with UTC; a text without either counts as `without_zone`. Names of other
    zones do not say which moment is meant: the hour in which the clocks go back is there twice.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    zone = match[2] or without_zone
    return moment(match[1] + ("Z" if zone in ("UTC", "GMT") else zone))


def listed(names: Iterable[str], most_shown: int = 5) -> str:
    """A few names in one line, safe to show."""
    every = list(names)
    rest = f" and {len(every) - most_shown} more" if len(every) > most_shown else ""
    return ", ".join(safe(name) for name in every[:most_shown]) + rest
