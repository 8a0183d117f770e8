"""`grader package`: an exam as what a learning platform takes, written as one zip or as a folder.

What is in it is the business of the platform's module in `lms/`. Equal courses, keys and versions give equal bytes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from grader.course import load_course, pick_lessons
from grader.desk import Assignment
from grader.errors import UsageError
from grader.lms import Artefact, Exam, Shown, gradescope, nbgrader, otter
from grader.model import Feedback, Isolation
from grader.report.table import points
from grader.sealed import seal
from grader.zipped import mode, zipped

_MARK = b"made by grader package"  # a zip's comment: such a file may be replaced


class Target(NamedTuple):
    """A platform: what makes its package, whether that is one zip or a folder, and whether it is for one lesson."""

    make: Callable[[Exam], Artefact]
    as_zip: bool
    one_lesson: bool = False


TARGETS = {
    "gradescope": Target(gradescope.artefact, as_zip=True),
    "nbgrader": Target(nbgrader.artefact, as_zip=False),
    "otter": Target(otter.artefact, as_zip=True, one_lesson=True),
}


class Packaged(NamedTuple):
    """Where a package was written, and what the instructor should know about it."""

    path: Path
    notes: list[str]


def batches(target: str, root: Path, lessons: Sequence[str]) -> list[list[str]]:
    """The lessons of each package that is to be made: all in one, unless the platform takes one at a time."""
    chosen = [lesson.id for lesson in pick_lessons(load_course(root), lessons)]
    return [[lesson] for lesson in chosen] if TARGETS[target].one_lesson else [chosen]


def package(
    target: str,
    root: Path,
    lessons: Sequence[str],
    key: bytes,
    out: Path,
    feedback: Feedback,
    isolation: Isolation = "auto",
    hidden_checks: Shown = "visible",
) -> Packaged:
    """Seal the exam of these lessons (all if none are named) of the course in `root`, and write its package into `out`.

    It is called after the platform, and after the lesson if there is one only. `UsageError` when something else is in
    its place, or it cannot be written; `CourseError` when the course is broken.
    """
    wanted = TARGETS[target]
    course = load_course(root)
    chosen = pick_lessons(course, lessons)
    name = f"{target}-{chosen[0].id}" if len(chosen) == 1 else target
    path = out / (f"{name}.zip" if wanted.as_zip else name)
    write = _write_zip if wanted.as_zip else _write_folder
    _refuse_to_lose(path, wanted.as_zip)
    assignment = Assignment(root.resolve(), tuple(lesson.id for lesson in chosen), key, "auto")
    files = seal(assignment, isolation, feedback)
    artefact = wanted.make(Exam(files, course, chosen, feedback, isolation, hidden_checks))
    try:
        out.mkdir(parents=True, exist_ok=True)
        write(path, artefact)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}). Choose another --out.") from None
    most = points(sum(lesson.max_score for lesson in chosen if not lesson.bonus))
    return Packaged(path, [f"The exam is worth {most} points: say so on the platform too.", *assignment.notes()])


def _refuse_to_lose(path: Path, as_zip: bool) -> None:
    """Only a zip that was written here before is replaced; in a folder, somebody may have worked since."""
    if not os.path.lexists(path) or (not as_zip and path.is_dir() and not any(path.iterdir())):
        return
    if as_zip and path.is_file() and path.read_bytes().endswith(_MARK):
        return
    what = "a file that `grader package` did not write" if as_zip else "something already"
    raise UsageError(f"{path}: there is {what}. Move it away, or choose another --out.")


def _write_zip(path: Path, artefact: Artefact) -> None:
    """All of it or nothing: a zip that is cut off could be uploaded."""
    descriptor, name = tempfile.mkstemp(prefix=".package-", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(zipped(artefact.files, artefact.programs, _MARK))
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
            (whole / file).chmod(mode(file, artefact.programs))
        for folder in artefact.private:
            (whole / folder).chmod(0o700)
        os.replace(whole, path)
