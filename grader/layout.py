"""Where lesson files are in a student's folder: flat, in lesson folders, or in a copy of the released bundle.

Reading them is in `collect.py`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from grader.folder import File, Folder, Unreadable
from grader.model import Lesson

SUFFIXES = (".py", ".ipynb")
NOT_SEEN = (".", "__")  # how the names of folders begin that programs make for themselves
_IN_A_BUNDLE = ("exercises", "notebooks")  # where a released bundle has its lesson folders


def visible_folders(folder: Folder) -> list[Folder]:
    """The folders in it, but for those that programs make for themselves."""
    return [one for one in folder.folders() if not one.name.startswith(NOT_SEEN)]


def visible_file_names(folder: Folder) -> list[str]:
    """The names of the files directly in it, but for those that programs make for themselves."""
    return [name for name in folder.file_names() if not name.startswith(".")]


def places(lesson: Lesson) -> list[str]:
    """Where a lesson's file may be in a student's folder: flat, or one level down in the lesson's folder."""
    names = [lesson.module + suffix for suffix in SUFFIXES]
    return [*names, *(f"{lesson.id}/{name}" for name in names)]


def all_places(lessons: Sequence[Lesson]) -> set[str]:
    """The `places` of all lessons."""
    return {place for lesson in lessons for place in places(lesson)}


def is_one_students(folder: Folder, lessons: Sequence[Lesson]) -> bool:
    """Whether it is one student's: it holds a lesson's file or folder, or is a copy of the bundle.

    A folder that is named like a lesson's file tells only when there are no others: it may be a student's name.
    """
    names = {one.name for one in visible_folders(folder)}
    everywhere = all_places(lessons)
    if any(lesson.id in names for lesson in lessons) or (names and names <= everywhere):
        return True
    return any(folder.find(place) for place in everywhere - names) or bool(_parts_of_a_bundle(folder))


def unwrapped(folder: Folder, lessons: Sequence[Lesson]) -> Folder:
    """The folder that everything is in, if there is one, however many there are around each other."""
    while not is_one_students(folder, lessons) and not folder.zips() and len(inner := visible_folders(folder)) == 1:
        folder = inner[0]
    return folder


def lesson_files(folder: Folder, lessons: Sequence[Lesson]) -> dict[str, list[File]]:
    """The lesson files of a student's folder. What cannot be read counts only where there is no ordinary file."""
    files: dict[str, list[File]] = {}
    parts = [folder, *_parts_of_a_bundle(folder)]
    for lesson in lessons:
        found = [file for part in parts for place in places(lesson) for file in part.find(place)]
        ordinary = [file for file in found if not file.odd]
        if found:
            files[lesson.id] = ordinary or found[:1]
    return files


def no_lessons_files(folder: Folder, lessons: Sequence[Lesson], known: Container[str]) -> list[str]:
    """The scripts and notebooks directly in it that no lesson has, if a lesson is missing that one of them may be.

    `known` is `all_places`, made once for a class.
    """
    try:
        other = [name for name in folder.file_names() if name.lower().endswith(SUFFIXES) and name not in known]
        return other if other and len(lesson_files(folder, lessons)) < len(lessons) else []
    except Unreadable:  # the reader says what is wrong with it
        return []


def _parts_of_a_bundle(folder: Folder) -> list[Folder]:
    """Where a copy of the released bundle has its lesson folders; nothing if it is none."""
    is_bundle = folder.find("course.yml")
    return [one for one in visible_folders(folder) if one.name in _IN_A_BUNDLE] if is_bundle else []
