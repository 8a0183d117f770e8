"""Gradescope: a folder `submission_ID` for each submission, and `submission_metadata.yml`, which says whose they are.

Ruby writes that file: its keys look like `:submitters:`. The folder is the last attempt; of earlier ones no files come.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from grader.folder import Folder, Unreadable, safe
from grader.intake.download import Download, Entry, Holds, listed, moment_in, most, work_in
from grader.intake.views import Together
from grader.layout import visible_file_names, visible_folders
from grader.names import student_name

TITLE, LOOKS = "Gradescope", "submission_metadata.yml beside folders like submission_1234"
_METADATA, _FOLDER = "submission_metadata.yml", "submission_"
_LARGEST = 32 << 20  # bytes; the results of Gradescope's own autograder are in it
_DEEPEST = 100  # levels
_NOTHING = ("", "~", "null")

_Keys = tuple[str | int, ...]


@dataclass
class _Submission:
    """What the metadata say of one submission: of each submitter the `:name`, `:sid` and `:email`."""

    submitters: dict[int, dict[str, str]] = field(default_factory=dict)
    created_at: str = ""
    earlier: set[int] = field(default_factory=set)


def fits(root: Folder) -> bool:
    """Whether the metadata are there, and most folders are named like submissions."""
    return bool(root.find(_METADATA)) and most(visible_folders(root), lambda one: one.name.startswith(_FOLDER))


def read(root: Folder, holds: Holds) -> Download:
    """One entry for each submitter: those of a group share the folder. `Unreadable` if the metadata are."""
    if not root.find(_METADATA):
        return Download([], [])
    folders = {folder.name: folder for folder in visible_folders(root)}
    entries: dict[str, list[Entry]] = {}
    strays = [safe(name) for name in visible_file_names(root) if name != _METADATA]
    described = _submissions(root)
    for key, submission in described.items():
        if not submission.submitters:
            strays.append(f"{safe(key)}, which has no submitters")
        folder = work_in(folders[key], holds) if key in folders else None
        for entry in _entries(key, submission, folder):
            entries.setdefault(entry.key, []).append(entry)
    strays += [f"{safe(name)}/, of which {_METADATA} says nothing" for name in folders if name not in described]
    return Download([_latest(each) for each in entries.values()], strays)


def _entries(key: str, submission: _Submission, folder: Folder | None) -> Iterator[Entry]:
    """The same for each submitter."""
    when = moment_in(submission.created_at)
    notes = [] if folder else [f"The download has no folder {safe(key)}, though it names it."]
    if submission.created_at and when is None:
        notes.append(f"The time in Gradescope is not understood: {safe(submission.created_at)}.")
    if submission.earlier:
        notes.append(f"Earlier attempts in Gradescope, whose files are not in the download: {len(submission.earlier)}.")
    people = {_identity(person) or key: person for person in submission.submitters.values()}
    if len(people) > 1:
        notes.append(f"Handed in as a group: {listed(people, len(people))}.")
    for who, person in people.items():
        about = [safe(person[name]) for name in (":name", ":sid") if person.get(name)]
        said = [f"In Gradescope: {', '.join(about)}."] if about else []
        yield Entry(who, student_name(who), folder or Together([]), when, notes=(*said, *notes))


def _identity(person: dict[str, str]) -> str:
    return person.get(":email", "").lower() or person.get(":sid", "")


def _latest(entries: list[Entry]) -> Entry:
    """Of several submissions of one student the last; all of them together if nothing says which that is."""
    if len(entries) == 1:
        return entries[0]
    times = {one.submitted_at: one for one in entries if one.submitted_at is not None}
    if len(times) < len(entries):
        note = f"In {len(entries)} submissions, and nothing says which is the last."
        return entries[0]._replace(
            folder=Together([one.folder for one in entries]), submitted_at=None, notes=(*entries[0].notes, note)
        )
    last = times[max(times)]
    return last._replace(notes=(*last.notes, f"In {len(entries)} submissions, of which the last counts."))


def _submissions(root: Folder) -> dict[str, _Submission]:
    """What the metadata say, by folder. Whatever else is in them, such as test results, is gone over and not kept."""
    data = root.find(_METADATA)[0].read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise Unreadable(f"{_METADATA} is larger than {_LARGEST >> 20} MB.")
    found: dict[str, _Submission] = {}
    for keys, text in _values(data):
        submission = found.setdefault(str(keys[0]), _Submission())
        match keys[1:], text in _NOTHING:
            case (":created_at",), False:
                submission.created_at = text
            case (":submitters", int(person), str(name)), False:
                submission.submitters.setdefault(person, {})[name] = text
            case (":history", int(attempt), str()), _:
                submission.earlier.add(attempt)
    return found


def _values(data: bytes) -> Iterator[tuple[_Keys, str]]:
    """Every text or number of the uppermost levels, with the keys that lead to it.

    The file is gone through event by event and no object is made of it, so neither its tags nor its aliases (which a
    few bytes can multiply to any size) mean anything, and memory does not grow with it. `Unreadable` if it is no YAML.
    """
    import yaml

    keys: list[str | int | None] = []  # of each open level: its key at the moment; None where a mapping's key is next
    try:
        for event in yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                if len(keys) >= _DEEPEST:
                    raise Unreadable(f"{_METADATA} is nested too deeply.")
                keys.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                keys.pop()
            elif not isinstance(event, yaml.NodeEvent):
                continue
            if not keys:
                continue
            text = event.value if isinstance(event, yaml.ScalarEvent) else None
            if keys[-1] is None:
                keys[-1] = text if text is not None else ""
                continue
            if text is not None and 1 < len(keys) <= 4:
                yield tuple(key for key in keys if key is not None), text
            keys[-1] = keys[-1] + 1 if isinstance(keys[-1], int) else None
    except (yaml.YAMLError, UnicodeError) as error:
        place = getattr(error, "problem_mark", None)
        where = f" (line {place.line + 1})" if place is not None else ""
        raise Unreadable(f"{_METADATA} is no YAML file{where}. Download it again.") from None
