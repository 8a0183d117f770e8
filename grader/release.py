"""Releasing a course: what its students get, and nothing else. Everything is made before the first file is written.

The texts that are written anew for them are in `handout.py`, notebooks in `notebooks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import grader
from grader import handout
from grader.course import is_students_copy
from grader.errors import UsageError
from grader.model import Course
from grader.notebooks import lesson_cells, notebook
from grader.stubs import make_stub

Bundle = dict[str, bytes]  # by path, with `/`
_OF_A_LESSON = ("README.md", "figure.py", "figure.svg")
_OF_THE_ENGINE = (".py", ".html", ".css")


def release(course: Course, target: Path, notebooks: bool = False) -> list[str]:
    """Write the students' bundle into the folder `target`, which must be absent or empty.

    Returns the files of released lessons that were left out, since no lesson has such. Raises `UsageError` if there is
    anything in `target`, if it cannot be written, or if an exercise is not the stub of its reference.
    """
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UsageError(f"{target}: there is something already. Name a folder that is empty or not there yet.")
        files, left_out = bundle(course, notebooks)
        for name, data in files.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise UsageError(
            f"{error.filename or target}: cannot be used ({error.strerror}). Name another folder."
        ) from None
    return left_out


def bundle(course: Course, notebooks: bool = False) -> tuple[Bundle, list[str]]:
    """What students get, and the names of files that were left out. The same course gives the same bytes."""
    files: Bundle = dict(_stubs(course))
    left_out: list[str] = []
    for lesson in course.lessons:
        for name, path in _files_in(course.root / "exercises" / lesson.id):
            place = f"exercises/{lesson.id}/{name}"
            if _is_released(name):
                files[place] = path.read_bytes()
            elif place not in files:
                left_out.append(place)
    for name, path in _files_in(Path(grader.__file__).parent):
        if name.endswith(_OF_THE_ENGINE):
            files[f"grader/{name}"] = path.read_bytes()
    if (course.root / "LICENSE").is_file():
        files["LICENSE"] = (course.root / "LICENSE").read_bytes()
    if notebooks:
        for lesson in course.lessons:
            files[f"notebooks/{lesson.id}/{lesson.module}.ipynb"] = notebook(lesson_cells(course, lesson))
    files["README.md"] = handout.readme(course, files).encode()
    files["course.yml"] = handout.course_yml(course).encode()
    files["pyproject.toml"] = handout.pyproject().encode()
    return dict(sorted(files.items())), left_out


def _stubs(course: Course) -> Bundle:
    """The stub of each lesson, made from its reference. What lies in `exercises` must be the same."""
    if is_students_copy(course.root):
        raise UsageError(f"{course.root}: a student's copy of the course cannot be released. Name yours with --course.")
    stubs: Bundle = {}
    differ = []
    for lesson in course.lessons:
        name = f"exercises/{lesson.id}/{lesson.module}.py"
        reference = course.root / "solutions" / lesson.id / f"{lesson.module}.py"
        stubs[name] = make_stub(reference.read_text(encoding="utf-8"), str(reference)).encode()
        if (course.root / name).read_bytes() != stubs[name]:
            differ.append(name)
    if differ:
        raise UsageError(
            f"not the stub of its reference: {', '.join(differ)}. Either somebody worked there, or the reference has "
            f"changed. To write every stub anew, over what is there: python -m grader.stubs {course.root}"
        )
    return stubs


def _is_released(name: str) -> bool:
    """Whether a file in a lesson's folder, but for the stub, is for students."""
    path = PurePosixPath(name)
    return name in _OF_A_LESSON or path.parts[0] == "data" or (len(path.parts) == 1 and path.match("test_*.py"))


def _files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files at any depth, by name within the folder, but for those that programs make for themselves."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield "/".join(parts), path
