"""`grader package`: an exam as what a learning platform takes, written as one zip or as a folder.

What is in it is the business of the platform's module in `lms/`. Equal courses, keys and versions give equal bytes.
"""

from __future__ import annotations

import io
import os
import stat
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.course import load_course, pick_lessons
from grader.desk import Assignment
from grader.errors import UsageError
from grader.lms import Artefact, Exam, gradescope, otter
from grader.model import Feedback, Isolation
from grader.sealed import seal

_MARK = b"made by grader package"  # a zip's comment: such a file may be replaced
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say


class Target(NamedTuple):
    """A platform: what makes its package, and whether that is one zip or a folder."""

    make: Callable[[Exam], Artefact]
    zipped: bool


TARGETS = {
    "gradescope": Target(gradescope.artefact, zipped=True),
    "otter": Target(otter.artefact, zipped=True),
}


class Packaged(NamedTuple):
    """Where a package was written, and what the instructor should know about it."""

    path: Path
    notes: list[str]


def package(
    target: str,
    root: Path,
    lessons: Sequence[str],
    key: bytes,
    out: Path,
    feedback: Feedback,
    isolation: Isolation = "auto",
) -> Packaged:
    """Seal the exam of these lessons (all if none are named) of the course in `root`, and write its package into `out`.

    It is called after the platform, and after the lesson if there is one only. `UsageError` when something else is in
    its place, or it cannot be written; `CourseError` when the course is broken.
    """
    wanted = TARGETS[target]
    course = load_course(root)
    chosen = pick_lessons(course, lessons)
    name = f"{target}-{chosen[0].id}" if len(chosen) == 1 else target
    path = out / (f"{name}.zip" if wanted.zipped else name)
    write = _write_zip if wanted.zipped else _write_folder
    _refuse_to_lose(path, wanted.zipped)
    assignment = Assignment(root.resolve(), tuple(lesson.id for lesson in chosen), key, "auto")
    files = seal(assignment, isolation, feedback)
    artefact = wanted.make(Exam(files, course, chosen, feedback, isolation))
    try:
        out.mkdir(parents=True, exist_ok=True)
        write(path, artefact)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}). Choose another --out.") from None
    return Packaged(path, assignment.notes())


def as_zip(artefact: Artefact) -> bytes:
    """The files as a zip: sorted, of one date, and readable as they are meant whoever made them."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = _MARK
        for name in sorted(artefact.files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (stat.S_IFREG | _mode(name, artefact)) << 16
            archive.writestr(entry, artefact.files[name], zipfile.ZIP_DEFLATED)
    return data.getvalue()


def _mode(name: str, artefact: Artefact) -> int:
    return 0o755 if name in artefact.programs else 0o644


def _refuse_to_lose(path: Path, zipped: bool) -> None:
    """Only a zip that was written here before is replaced; in a folder, somebody may have worked since."""
    if not os.path.lexists(path) or (not zipped and path.is_dir() and not any(path.iterdir())):
        return
    if zipped and path.is_file() and path.read_bytes().endswith(_MARK):
        return
    what = "a file that `grader package` did not write" if zipped else "something already"
    raise UsageError(f"{path}: there is {what}. Move it away, or choose another --out.")


def _write_zip(path: Path, artefact: Artefact) -> None:
    """All of it or nothing: a zip that is cut off could be uploaded."""
    descriptor, name = tempfile.mkstemp(prefix=".package-", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(as_zip(artefact))
        os.replace(name, path)  # it holds hidden tests, and stays its owner's alone
    except BaseException:
        os.unlink(name)
        raise


def _write_folder(path: Path, artefact: Artefact) -> None:
    """All of it or nothing, as above."""
    with tempfile.TemporaryDirectory(prefix=".package-", dir=path.parent) as name:
        whole = Path(name) / path.name
        whole.mkdir()
        for file, content in artefact.files.items():
            (whole / file).parent.mkdir(parents=True, exist_ok=True)
            (whole / file).write_bytes(content)
            (whole / file).chmod(_mode(file, artefact))
        os.replace(whole, path)
