"""Folder, script, notebook, zip or download -> Submission: whose files are where. Nothing in them is run or imported.

How one file is read is in `source.py`, what a folder holds in `folder.py` and `archive.py`, where lesson files are in
it in `layout.py`, what downloads look like in `intake/`, names in `names.py`.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from msgspec.structs import replace

from grader.archive import open_archive
from grader.errors import UsageError
from grader.folder import DiskFile, DiskFolder, File, Folder, Unavailable, Unreadable
from grader.intake import open_download, summary
from grader.intake.download import listed
from grader.layout import (
    NOT_SEEN,
    SUFFIXES,
    all_places,
    is_one_students,
    lesson_files,
    no_lessons_files,
    unwrapped,
    visible_folders,
)
from grader.model import Intake, Lesson, Platform, Source, Submission
from grader.names import distinct, student_name
from grader.source import read_source

_DEFAULT = Intake()


_OfDownload = Callable[[Folder], "list[HandIn]"]  # those of a download; none if the folder is none


class HandIn(NamedTuple):
    """A submission that was found and not yet read: whose it is, where it is, and how to read it.

    A download may say when it was handed in, and more that is for the instructor.
    """

    student: str
    origin: str
    reader: Callable[[HandIn], Submission]
    submitted_at: datetime | None = None
    notes: tuple[str, ...] = ()

    def read(self) -> Submission:
        """Its files, as they are now."""
        submission = self.reader(self)
        if self.submitted_at is None and not self.notes:
            return submission
        return replace(submission, submitted_at=self.submitted_at, notes=self.notes)


def collect(paths: Sequence[Path], lessons: Sequence[Lesson], intake: Intake = _DEFAULT) -> list[Submission]:
    """Every submission found at `paths`, read, by student name. Errors as in `find`."""
    return [hand_in.read() for hand_in in find(paths, lessons, intake)]


def find(
    paths: Sequence[Path],
    lessons: Sequence[Lesson],
    intake: Intake = _DEFAULT,
    platform: Platform | None = None,
    tell: Callable[[str], None] = lambda note: None,
) -> list[HandIn]:
    """Every submission at `paths`, by student name: files, zips, students' folders, folders of those, and downloads.

    With a `platform`, each path is a download of it. Without one, a download is recognised where it is the only path:
    one of several may be a student's, who could put files into it that look like those of others. What a download is
    read as, and what in it is nobody's, is told.

    `UsageError` when a path does not exist or holds no submission. Of several paths, an empty folder or broken zip
    costs only its own student. Submissions whose names are equal, or could be on some file system, get a suffix made
    from their path, so that none overwrites another's result. One that is named twice is found once.
    """
    found: list[HandIn] = []
    places: set[str] = set()  # of several paths, two may lead to one place

    def add(place: str, hand_in: HandIn) -> None:
        if alone or place not in places:
            found.append(hand_in)
        if not alone:
            places.add(place)

    loose: dict[Path, dict[str, list[Path]]] = {}  # single files, by folder: those of one folder are one student's
    alone = len(set(paths)) == 1
    of_download: _OfDownload = partial(
        _in_download, lessons=lessons, intake=intake, platform=platform, alone=alone, tell=tell
    )
    for path in dict.fromkeys(paths):
        if _is_folder(path):
            for hand_in in _in_folder(path, lessons, intake, alone, of_download):
                add("" if alone else os.path.realpath(hand_in.origin), hand_in)
        elif path.suffix.lower() == ".zip":
            for inside, hand_in in _in_zip(path, lessons, intake, alone or platform is not None, of_download):
                add(f"{os.path.realpath(path)}/{inside}", hand_in)
        elif platform is not None:
            raise UsageError(f"{path}: a download is a folder or a .zip. Leave --from out.")
        else:
            files = loose.setdefault(path.parent.resolve(), {}).setdefault(_lesson_of(path, lessons).id, [])
            files.extend([] if path in files else [path])
    for folder, by_lesson in loose.items():
        chosen = {lesson_id: [_named(path) for path in files] for lesson_id, files in by_lesson.items()}
        origin = str(next(iter(by_lesson.values()))[0])
        found.append(HandIn(student_name(folder.name), origin, partial(_read_files, files=chosen, lessons=lessons)))
    names = distinct([one.student for one in found], [one.origin for one in found])
    renamed = [place for place, name in enumerate(names) if name != found[place].student]
    for place in renamed:
        found[place] = found[place]._replace(student=names[place])
    if renamed:
        tell(f"names that several would have got a suffix: {listed(sorted(names[place] for place in renamed))}")
    found.sort(key=lambda one: one.student)
    return found


def hand_in_of(path: Path, student: str, lessons: Sequence[Lesson], intake: Intake = _DEFAULT) -> HandIn:
    """What one student handed in, whoever it may look like: a folder, a zip or a single file. Errors as in `find`."""
    name = student_name(student)
    if _is_folder(path):
        return HandIn(name, str(path), partial(_read_on_disk, lessons=lessons, intake=intake))
    if path.suffix.lower() == ".zip":
        ((_, hand_in),) = _in_zip(path, lessons, intake, alone=False, of_download=lambda root: [])[:1]
        return hand_in._replace(student=name)
    files: dict[str, list[File]] = {_lesson_of(path, lessons).id: [_named(path)]}
    return HandIn(name, str(path), partial(_read_files, files=files, lessons=lessons))


def _is_folder(path: Path) -> bool:
    """Whether a path that was named is a folder; anything else that is there may be a student's mistake."""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        if isinstance(error, OSError) and path.is_symlink():
            return False
        if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
            raise UsageError(f"{path}: no such file or folder.") from None
        raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None


def _named(path: Path) -> File:
    """A file that was named itself. Not followed if it is a link, which a student could have made."""
    return next(iter(DiskFolder(path.parent).find(path.name)), DiskFile(path.parent, (path.name,)))


def _in_folder(
    path: Path, lessons: Sequence[Lesson], intake: Intake, alone: bool, of_download: _OfDownload
) -> list[HandIn]:
    """Each submission in a folder: the folder's own, or one for each folder in it, or those of a download."""
    folder = DiskFolder(path)
    try:
        if hand_ins := of_download(folder):
            return hand_ins
        names = [name for name in folder.folder_names() if not name.startswith(NOT_SEEN)]
        own = is_one_students(folder, lessons) or (not names and (not alone or len(folder.zips()) == 1))
    except Unreadable as error:
        raise UsageError(f"{path}: {error}") from None
    if own:
        return [HandIn(student_name(folder.name), str(path), partial(_read_on_disk, lessons=lessons, intake=intake))]
    if not names:
        raise UsageError(
            f"{path}: no submissions here. It should hold one folder per student, or lesson files; "
            "several .zip files are named one by one."
        )
    reader = partial(_read_on_disk, lessons=lessons, intake=intake)  # one for all: a class may have thousands
    return [HandIn(student_name(name), os.path.join(path, name), reader) for name in names]


def _in_download(
    root: Folder,
    lessons: Sequence[Lesson],
    intake: Intake,
    platform: Platform | None,
    alone: bool,
    tell: Callable[[str], None],
) -> list[HandIn]:
    """Each submission in the download of a platform; none if it is no download."""
    holds = partial(is_one_students, lessons=lessons)
    if platform is None and (not alone or holds(root)):
        return []
    opened = open_download(root, holds, platform)
    if opened is None:
        return []
    platform, download = opened
    known = all_places(lessons)
    found: list[HandIn] = []
    unknown: list[str] = []
    for entry in download.entries:
        notes = entry.notes
        if names := no_lessons_files(entry.folder, lessons, known):
            note = f"Not read, since no lesson asked for has a file of this name: {listed(names)}."
            notes = (*notes, note)
            unknown.append(f"{entry.student}: {note}")
        origin = f"{root.origin}/={quote(entry.key, safe='', errors='surrogatepass')}"
        reader = partial(_read_folder, folder=entry.folder, lessons=lessons, intake=intake)
        found.append(HandIn(entry.student, origin, reader, entry.submitted_at, notes))
    for note in summary(platform, download, unknown):
        tell(note)
    if not found:
        raise UsageError(f"{root.origin}: no submission in this download says whose it is.")
    return found


def _in_archive(name: str, origin: str, folder: Folder, lessons: Sequence[Lesson], intake: Intake) -> HandIn:
    return HandIn(student_name(name), origin, partial(_read_folder, folder=folder, lessons=lessons, intake=intake))


def _read_on_disk(hand_in: HandIn, lessons: Sequence[Lesson], intake: Intake) -> Submission:
    return _read_folder(hand_in, DiskFolder(hand_in.origin), lessons, intake)


def _read_files(hand_in: HandIn, files: dict[str, list[File]], lessons: Sequence[Lesson]) -> Submission:
    return _submission(hand_in.student, files, lessons)


def _read_nothing(hand_in: HandIn, lessons: Sequence[Lesson], error: Unreadable) -> Submission:
    return _nothing(hand_in.student, lessons, error)


def _in_zip(
    path: Path, lessons: Sequence[Lesson], intake: Intake, alone: bool, of_download: _OfDownload
) -> list[tuple[str, HandIn]]:
    """Each submission in a zip, with its place in it: the zip's own, or one for each student's folder in it.

    One folder around everything is looked into. A zip that is the only path may be the whole class's, so its trouble
    is the instructor's; one of several is a student's.
    """
    try:
        root = open_archive(_named(path), intake)
    except Unreadable as error:
        if alone:
            raise UsageError(f"{path}: {error}") from None
        return [("", HandIn(student_name(path.stem), str(path), partial(_read_nothing, lessons=lessons, error=error)))]
    if hand_ins := of_download(root):
        return [(hand_in.origin, hand_in) for hand_in in hand_ins]
    folders = visible_folders(root)
    for folder in (root, *folders) if len(folders) == 1 else (root,):
        if is_one_students(folder, lessons):
            return [("", _in_archive(path.stem, f"{path}/", folder, lessons, intake))]
    students = visible_folders(folders[0]) if len(folders) == 1 else folders
    if any(is_one_students(one, lessons) for one in students):
        # Of several paths, this zip may be one student's, who packed folders with the names of others.
        prefix = "" if alone else f"{path.stem}-"
        return [
            (one.origin, _in_archive(prefix + one.name, f"{path}/{one.origin}", one, lessons, intake))
            for one in students
        ]
    if alone:
        raise UsageError(
            f"{path}: no lesson file in it, neither of one student nor in a folder per student. "
            "If it holds a zip for each student, unpack it and name the folder."
        )
    return [("", _in_archive(path.stem, f"{path}/", root, lessons, intake))]


def _read_folder(hand_in: HandIn, folder: Folder, lessons: Sequence[Lesson], intake: Intake) -> Submission:
    """One student's folder, or the one zip that it holds instead of lesson files."""
    try:
        files = lesson_files(folder, lessons) or lesson_files(unwrapped(folder, lessons), lessons)
        while not files and (packed := folder.zips()):
            if len(packed) > 1:
                names = " and ".join(file.shown for file in packed[:3])
                raise Unreadable(f"Handed in as several zips: {names}. Keep one of them, or the files themselves.")
            folder = unwrapped(open_archive(packed[0], intake), lessons)
            files = lesson_files(folder, lessons)
    except Unreadable as error:
        return _nothing(hand_in.student, lessons, error)
    return _submission(hand_in.student, files, lessons)


def _lesson_of(path: Path, lessons: Sequence[Lesson]) -> Lesson:
    """The lesson that a single file belongs to: by its name, or the only one that was asked for."""
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path}: a submission is a .py file, an .ipynb file or a folder, or a .zip of those.")
    named = [lesson for lesson in lessons if lesson.module == path.stem]
    if named or len(lessons) == 1:
        return named[0] if named else lessons[0]
    names = ", ".join(f"{lesson.module}.py" for lesson in lessons)
    raise UsageError(f"{path}: no lesson has a file of this name. Name it {names}; or add --lesson.")


def _submission(student: str, files: dict[str, list[File]], lessons: Sequence[Lesson]) -> Submission:
    sources: dict[str, Source] = {}
    unreadable: dict[str, str] = {}
    unavailable: dict[str, str] = {}
    for lesson in lessons:
        found = files.get(lesson.id, [])
        if len(found) > 1:
            names = " and ".join(file.shown for file in found[:6])
            unreadable[lesson.id] = f"Handed in twice: {names}. Keep one of them."
        elif found:
            try:
                sources[lesson.id] = read_source(found[0], lesson.limits.file_kb * 1024)
            except Unavailable as error:
                unavailable[lesson.id] = str(error)
            except Unreadable as error:
                unreadable[lesson.id] = str(error)
    whole = hashlib.sha256()
    for lesson_id, source in sources.items():
        whole.update(f"{lesson_id} {source.filename} {source.digest}\n".encode())
    for lesson_id, reason in {**unreadable, **unavailable}.items():
        whole.update(f"{lesson_id} {reason}\n".encode())
    return Submission(student, sources, unreadable, unavailable, f"sha256:{whole.hexdigest()}")


def _nothing(student: str, lessons: Sequence[Lesson], error: Unreadable) -> Submission:
    """A submission of which nothing can be read."""
    reasons = {lesson.id: str(error) for lesson in lessons}
    digest = f"sha256:{hashlib.sha256(str(error).encode()).hexdigest()}"
    if isinstance(error, Unavailable):
        return Submission(student, unavailable=reasons, digest=digest)
    return Submission(student, unreadable=reasons, digest=digest)
