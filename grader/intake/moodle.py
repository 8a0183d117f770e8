"""Moodle: a folder `Name_participantid_assignsubmission_file` for each student, or files whose names begin like that.

In a group assignment the name and id are the group's, and nothing says who is in it. A name has no `_`: Moodle makes
it a space. The download says no time, and holds the last attempt only.
"""

from __future__ import annotations

import re

from grader.folder import Folder, safe
from grader.intake.download import Download, Entry, Holds, most, with_id, work_in
from grader.intake.views import Pile, Together
from grader.layout import visible_file_names, visible_folders
from grader.names import student_name

TITLE, LOOKS = "Moodle", "folders named like Jane Doe_1234_assignsubmission_file"
_FOLDER = re.compile(r"([^_]*(?:_[0-9]{1,20})?)_assignsubmission_([a-z]+)_?")
_FILE = re.compile(r"([^_]*(?:_[0-9]{1,20})?)_assignsubmission_([a-z]+)_(.+)", re.DOTALL)
_FILES = "file"  # the kind of hand-in that is read


def fits(root: Folder) -> bool:
    """Whether more than half of the folders, or without folders of the files, have such names."""
    folders = visible_folders(root)
    if folders:
        return most(folders, lambda folder: bool(_FOLDER.fullmatch(folder.name)))
    names = visible_file_names(root)
    return 2 * sum(bool(_FILE.fullmatch(name)) for name in names) > len(names)


def read(root: Folder, holds: Holds) -> Download:
    """One entry for each name and id."""
    parts: dict[str, list[Folder]] = {}
    piles: dict[str, dict[str, str]] = {}
    other: dict[str, set[str]] = {}
    strays: list[str] = []
    for folder in visible_folders(root):
        match = _FOLDER.fullmatch(folder.name)
        if match is None:
            strays.append(f"{safe(folder.name)}/")
        elif match[2] == _FILES:
            parts.setdefault(match[1], []).append(folder)
        else:
            other.setdefault(match[1], set()).add(match[2])
    for name in visible_file_names(root):
        match = _FILE.fullmatch(name)
        if match is None:
            strays.append(safe(name))
        elif match[2] == _FILES:
            piles.setdefault(match[1], {})[match[3]] = name
        else:
            other.setdefault(match[1], set()).add(match[2])
    for key, files in piles.items():
        parts.setdefault(key, []).append(Pile(root, files))
    return Download(
        [_entry(key, parts.get(key, []), other.get(key, set()), holds) for key in {**parts, **other}], strays
    )


def _entry(key: str, parts: list[Folder], other: set[str], holds: Holds) -> Entry:
    folder = work_in(parts[0], holds) if len(parts) == 1 else Together(parts)
    who, _, number = key.rpartition("_")
    name = with_id(who, number) if "_" in key else student_name(key)
    notes = [f"Handed in as {kind} in Moodle too, which is not graded." for kind in sorted(other)]
    return Entry(key, name, folder, notes=tuple(notes if parts else (note.replace(" too", "") for note in notes)))
