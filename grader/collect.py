"""Folder, script or notebook -> Submission. Reads bytes; never runs, compiles or imports any of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.model import Lesson, Source, Submission

SUFFIXES = (".py", ".ipynb")
_NOTEBOOK_FACTOR = 64  # a notebook's pictures and outputs may make it so much larger than its code


def collect(paths: Sequence[Path], lessons: Sequence[Lesson]) -> list[Submission]:
    """Every submission found at `paths`, by student name: files, students' folders and folders of those.

    `UsageError` when a path does not exist or holds no submission. Submissions whose names are equal, or differ only
    in case, get a suffix made from their path, so that none overwrites another's result. One that is named twice is
    graded once.
    """
    found: dict[str, tuple[str, Submission]] = {}
    loose: dict[Path, dict[str, list[Path]]] = {}  # single files, by folder: those of one folder are one student's
    for path in paths:
        if path.is_file():
            files = loose.setdefault(path.resolve().parent, {})
            files.setdefault(_lesson_of(path, lessons).id, []).append(path)
        else:
            for place, submission in _in_folder(path, lessons):
                found.setdefault(os.path.realpath(place), (str(place), submission))
    for folder, files in loose.items():
        place = next(iter(files.values()))[0]
        found.setdefault(str(place), (str(place), _submission(_student_name(folder), files, lessons)))
    names = Counter(submission.student.casefold() for _, submission in found.values())
    unique = []
    for origin, submission in found.values():
        if names[submission.student.casefold()] > 1:
            suffix = hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:8]
            submission = msgspec.structs.replace(submission, student=f"{submission.student}-{suffix}")
        unique.append(submission)
    return sorted(unique, key=lambda submission: submission.student)


def _in_folder(path: Path, lessons: Sequence[Lesson]) -> list[tuple[Path, Submission]]:
    """Each submission in a folder, with its place: the folder's own, or one for each folder in it."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder.")
    try:
        folders = [item for item in sorted(path.iterdir()) if item.is_dir() and not item.is_symlink()]
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}).") from None
    files = _lesson_files(path, lessons)
    if files or any(folder.name == lesson.id for folder in folders for lesson in lessons):
        return [(path, _submission(_student_name(path.resolve()), files, lessons))]
    folders = [folder for folder in folders if not folder.name.startswith((".", "__"))]
    if not folders:
        raise UsageError(f"{path}: no submissions here. It should hold one folder per student, or lesson files.")
    return [(one, _submission(_student_name(one), _lesson_files(one, lessons), lessons)) for one in folders]


def _lesson_files(folder: Path, lessons: Sequence[Lesson]) -> dict[str, list[Path]]:
    """The lesson files of a student's folder: flat, or one level down in lesson folders."""
    files: dict[str, list[Path]] = {}
    for lesson in lessons:
        names = [lesson.module + suffix for suffix in SUFFIXES]
        places = [folder / name for name in names] + [folder / lesson.id / name for name in names]
        found = [place for place in places if place.is_file() and not _leads_out(place, folder)]
        if found:
            files[lesson.id] = found
    return files


def _leads_out(place: Path, folder: Path) -> bool:
    """A link could point at another student's file, or at the solutions."""
    return place.resolve() != folder.resolve() / place.relative_to(folder)


def _lesson_of(path: Path, lessons: Sequence[Lesson]) -> Lesson:
    """The lesson that a single file belongs to: by its name, or the only one that was asked for."""
    if path.suffix not in SUFFIXES:
        raise UsageError(f"{path}: a submission is a .py file, an .ipynb file or a folder.")
    named = [lesson for lesson in lessons if lesson.module == path.stem]
    if named or len(lessons) == 1:
        return named[0] if named else lessons[0]
    names = ", ".join(f"{lesson.module}.py" for lesson in lessons)
    raise UsageError(f"{path}: no lesson has a file of this name. Name it {names}; or add --lesson.")


def _submission(student: str, files: dict[str, list[Path]], lessons: Sequence[Lesson]) -> Submission:
    sources: dict[str, Source] = {}
    unreadable: dict[str, str] = {}
    whole = hashlib.sha256()
    for lesson in lessons:
        places = files.get(lesson.id, [])
        if len(places) > 1:
            names = " and ".join(
                f"{lesson.id}/{place.name}" if place.parent.name == lesson.id else place.name for place in places
            )
            unreadable[lesson.id] = f"Handed in twice: {names}. Keep one of them."
        elif places:
            place, limit = places[0], lesson.limits.file_kb * 1024
            try:
                source = _read(place, limit)
            except _Unreadable as error:
                unreadable[lesson.id] = str(error)
            else:
                sources[lesson.id] = source
                whole.update(f"{lesson.id} {source.filename} {source.digest}\n".encode())
    for lesson_id, reason in unreadable.items():
        whole.update(f"{lesson_id} {reason}\n".encode())
    return Submission(student, sources, unreadable, f"sha256:{whole.hexdigest()}")


class _Unreadable(Exception):
    """A student's file cannot be read; the message is for the student."""


def _read(path: Path, limit: int) -> Source:
    name = path.name.encode("utf-8", "replace").decode()
    notebook = path.suffix == ".ipynb"
    cap = limit * _NOTEBOOK_FACTOR if notebook else limit
    try:
        with path.open("rb") as file:
            data = file.read(cap + 1)
    except OSError as error:
        raise _Unreadable(f"{name} could not be read: {error.strerror}.") from None
    if len(data) > cap:
        raise _Unreadable(f"{name} is larger than {cap // 1024} KiB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1  # its own object: without the byte order mark
        raise _Unreadable(f"{name} is not UTF-8 text (line {line}). Save it as UTF-8.") from None
    cells = _code_cells(name, text) if notebook else (text,)
    if any("\0" in cell for cell in cells):
        raise _Unreadable(f"{name} holds a NUL character, so it is not Python code. Save it as plain text.")
    try:
        size = len("\0".join(cells).encode())
    except UnicodeEncodeError:
        raise _Unreadable(f"{name} holds half a character (a lone surrogate). Type that place again.") from None
    if size > limit:
        raise _Unreadable(f"The code of {name} is longer than {limit // 1024} KiB.")
    return Source(name, cells, notebook, hashlib.sha256(data).hexdigest())


def _code_cells(name: str, text: str) -> tuple[str, ...]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _Unreadable(f"{name} is not a valid notebook: {error}. Save it again in Jupyter.") from None
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        raise _Unreadable(
            f"{name} has no list of cells, so it is not a notebook of format 4. Save it again in Jupyter."
        )
    code = []
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            lines = source if isinstance(source, list) else [source]
            code.append("".join(line for line in lines if isinstance(line, str)))
    return tuple(code)


def _student_name(folder: Path) -> str:
    """The folder's name, made safe to show, to store and to use as a file name."""
    name = folder.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r"[^\w.@+ -]", "_", name).strip(" .") or "unnamed"
    return name[:100].encode()[:200].decode("utf-8", "ignore")  # file systems count bytes, up to 255 of them
