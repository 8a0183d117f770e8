"""nbgrader: `submitted/STUDENT/ASSIGNMENT/`, each with its `timestamp.txt`; in the course's folder or by itself.

A submission has one time, so assignments with several give none.
"""

from __future__ import annotations

from datetime import datetime

from grader.folder import Folder, Unreadable, safe
from grader.intake.download import Download, Entry, Holds, moment_in, most
from grader.intake.views import Together
from grader.layout import visible_folders
from grader.names import student_name

TITLE, LOOKS = "nbgrader", "folders like submitted/jdoe/ps1 with a timestamp.txt"
_TIMESTAMP, _LONGEST = "timestamp.txt", 200


def fits(root: Folder) -> bool:
    """Whether more than half of the students' folders hold a folder with a time stamp."""
    return most(_students(root), lambda student: any(_stamped(one) for one in visible_folders(student)))


def read(root: Folder, holds: Holds) -> Download:
    """One entry for each student, with the lesson files of all assignments."""
    return Download([_entry(student, holds) for student in _students(root)], [])


def _students(root: Folder) -> list[Folder]:
    folders = visible_folders(root)
    return next((visible_folders(folder) for folder in folders if folder.name == "submitted"), folders)


def _entry(student: Folder, holds: Holds) -> Entry:
    try:
        assignments = visible_folders(student)
        asked_for = [one for one in assignments if holds(one)] or assignments
    except Unreadable:  # the reader says what is wrong with it
        return Entry(student.name, student_name(student.name), student)
    stamps = {one.name: _stamp(one) for one in asked_for if _stamped(one)}
    times = {name: moment_in(stamp, without_zone="UTC") for name, stamp in stamps.items()}
    when: datetime | None = None
    unclear = [name for name, time in times.items() if time is None]
    notes = [f"The time stamp of {safe(name)} is not understood: {safe(stamps[name])}." for name in unclear]
    if len(set(times.values())) == 1 and len(times) == len(asked_for):
        when = next(iter(times.values()))
    elif times and not notes:
        each = ", ".join(f"{safe(name)} at {time}" for name, time in times.items())
        notes.append(f"No time is taken, since there is not one for all: {each}. Grade with --lesson, one by one.")
    return Entry(student.name, student_name(student.name), Together(asked_for), when, notes=tuple(notes))


def _stamped(assignment: Folder) -> bool:
    return bool(assignment.find(_TIMESTAMP))


def _stamp(assignment: Folder) -> str:
    try:
        return assignment.find(_TIMESTAMP)[0].read(_LONGEST).decode("utf-8", "replace").strip()
    except Unreadable as error:
        return str(error)
