"""Canvas: one folder with everybody's files, named `lastfirst_[LATE_]userid_fileid_name`.

Canvas removes everything but letters, digits and `_` from names and writes them small. A number that a student puts
into a name can make a second reading possible; then nothing says which one is right, and none is taken.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from grader.folder import Folder, safe
from grader.intake.download import Download, Entry, Holds, listed, with_id
from grader.intake.views import Pile
from grader.layout import SUFFIXES, visible_file_names, visible_folders

TITLE, LOOKS = "Canvas", "files named like doejane_1234_5678_update_step.py"
_LONGEST = 500  # letters: Canvas cuts long names, and every `_` of a name costs time
_NUMBER = re.compile(r"[0-9]{1,20}")
_NAME = re.compile("[a-z0-9_\x80-\U0010ffff]*")
_ANONYMOUS = re.compile(r"[A-Za-z0-9]{5}")
_OTHER_KINDS = ("text.html", "link.html")  # what was typed in, not handed in as a file
_LATE = "Canvas marks this as late, and the download does not say since when: for it to cost points, give submitted_at"
_LATE += " in the CSV of students."
# A file of a name that the student has handed in before gets a number, and after seven a long random name.
_AGAIN = re.compile(r"(.+)-(?:\d{1,3}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\.[A-Za-z0-9]+)", re.ASCII)


class _Reading(NamedTuple):
    """What the name of a file may mean: `given` is the name that the student gave it.

    `number` is higher for what was uploaded later, and -1 for what was typed in.
    """

    student: str
    late: bool
    number: int
    given: str


def fits(root: Folder) -> bool:
    """Whether more than half of what is there are files with such names."""
    names = visible_file_names(root)
    return 2 * sum(bool(_readings(name)) for name in names) > len(names) + len(visible_folders(root))


def read(root: Folder, holds: Holds) -> Download:
    """One entry for each user id and name."""
    found: dict[str, list[tuple[_Reading, str]]] = {}
    strays: list[str] = []
    doubtful: dict[str, list[str]] = {}
    for name in visible_file_names(root):
        readings = _readings(name)
        if len(readings) == 1:
            found.setdefault(readings[0].student, []).append((readings[0], name))
        elif readings:
            students = list(dict.fromkeys(reading.student for reading in readings))
            strays.append(f"{safe(name)}, which may be of {' or '.join(map(safe, students))}")
            for student in students:
                doubtful.setdefault(student, []).append(name)
        else:
            strays.append(safe(name))
    strays += [f"{safe(folder.name)}/" for folder in visible_folders(root)]
    return Download([_entry(root, key, files, doubtful.get(key, [])) for key, files in sorted(found.items())], strays)


def _entry(root: Folder, key: str, files: list[tuple[_Reading, str]], doubtful: list[str]) -> Entry:
    uploads: dict[str, list[str]] = {}  # by the name that was meant, the last one last
    notes: list[str] = []
    for reading, name in sorted(files, key=lambda one: (one[0].number, one[1])):
        if reading.number >= 0:
            again = _AGAIN.fullmatch(reading.given)
            uploads.setdefault(again[1] + again[2] if again else reading.given, []).append(name)
        else:
            notes.append(f"Handed in as a {reading.given.partition('.')[0]} in Canvas, which is not graded.")
    late = any(reading.late for reading, _ in files)
    notes += [_LATE] if late else []
    notes += [
        f"{safe(given)} was uploaded {len(names)} times. The last counts, {safe(names[-1])}, not {listed(names[:-1])}."
        for given, names in uploads.items()
        if len(names) > 1 and given.lower().endswith((*SUFFIXES, ".zip"))
    ]
    notes += [f"Not read, since it may be somebody else's: {listed(doubtful)}."] if doubtful else []
    who, _, number = key.rpartition("_")
    pile = Pile(root, {given: names[-1] for given, names in uploads.items()})
    return Entry(key, with_id(who, number), pile, late=late, notes=tuple(notes))


def _readings(name: str) -> list[_Reading]:
    """Everything that the name of a file may mean; nothing if Canvas has not made it."""
    parts = name.split("_") if len(name) <= _LONGEST else []
    found: list[_Reading] = []
    for place in range(1, len(parts) - 1):
        number, rest = parts[place], "_".join(parts[place + 1 :])
        if not _NUMBER.fullmatch(number):
            continue
        owner = _owner(parts[:place])
        if owner is not None and rest:
            found.append(_Reading(*owner, int(number), rest))
    if len(parts) > 2 and parts[-1] in _OTHER_KINDS:
        owner = _owner(parts[:-1])
        if owner is not None:
            found.append(_Reading(*owner, -1, parts[-1]))
    return found


def _owner(parts: list[str]) -> tuple[str, bool] | None:
    """Whose it is and whether it is late, from what is before the number of the file."""
    *who, number = parts
    if who in (["anon"], ["LATE", "anon"]) and _ANONYMOUS.fullmatch(number):
        return f"anon_{number}", len(who) == 2
    late = who[-1:] == ["LATE"]
    name = "_".join(who[:-1] if late else who)
    if not who or not _NUMBER.fullmatch(number) or not _NAME.fullmatch(name):
        return None
    return f"{name}_{number}", late
