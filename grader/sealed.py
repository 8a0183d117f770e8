"""A packaged exam: the part of a course that grading needs, with its papers drawn, so that it starts cold.

It is a course's folder itself, so whatever grades a course grades it. What an LMS wants around it is in `lms/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import yaml

from grader import __version__
from grader.cache import as_kept
from grader.course import FILENAME, load_course
from grader.desk import Assignment
from grader.errors import CourseError, UsageError
from grader.exam import PUBLIC_KEY, SEALED, SealedPaper, content_of, exam_files
from grader.mistakes import answers
from grader.model import CourseLabel, Feedback, Isolation, Lesson

_SEAL = f"{SEALED}/seal.json"
_NO_KEY = b"the key of a packaged exam stays where it was drawn"


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What a packaged exam says of itself. `versions` are those that its papers were drawn with."""

    schema: str = "grader.seal/1"
    course: CourseLabel
    lessons: tuple[str, ...]
    isolation: Isolation
    feedback: Feedback
    public_key: bool  # whether anybody could draw the same papers
    versions: dict[str, str]


def seal(assignment: Assignment, isolation: Isolation = "auto", feedback: Feedback | None = None) -> dict[str, bytes]:
    """The files of the packaged exam, by path: course.yml, stubs, hidden tests, references, data, papers, the seal.

    Equal courses, keys and versions give equal bytes. The key is not in it, nor are correct styles and misconceptions;
    only what the misconceptions answer. Setting the exam raises `CourseError` where the course is broken.
    """
    course, files = assignment.course(), dict[str, bytes]()
    with assignment.nursery() as nursery:
        for exam in assignment.exams():
            stub = course.root / "exercises" / exam.lesson.id / f"{exam.lesson.module}.py"
            for path in [stub, *exam_files(course, exam.lesson)]:
                files[path.relative_to(course.root).as_posix()] = path.read_bytes()
            paper = SealedPaper(content_of(course, exam.lesson), exam.paper)
            files[f"{SEALED}/{exam.lesson.id}.paper"] = as_kept(paper)
            files[f"{SEALED}/{exam.lesson.id}.answers"] = as_kept(answers(exam, course, nursery))
    level = feedback or course.feedback
    files[FILENAME] = _course_file(course.root, [exam.lesson for exam in assignment.exams()], level)
    about = Seal(
        course=CourseLabel(course.id, course.version),
        lessons=assignment.lessons,
        isolation=isolation,
        feedback=level,
        public_key=assignment.key == PUBLIC_KEY,
        versions={"downslope": __version__, **{name: version(name) for name in ("hypothesis", "msgspec", "numpy")}},
    )
    files[_SEAL] = msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n"
    return dict(sorted(files.items()))


def read_seal(folder: Path) -> Seal:
    """What the packaged exam in this folder says of itself. `UsageError` when there is none."""
    try:
        return msgspec.json.decode((folder / _SEAL).read_bytes(), type=Seal)
    except OSError as error:
        problem = f"{folder}: no packaged exam here ({error.strerror}). Make one with `grader package`."
        raise UsageError(problem) from None
    except msgspec.DecodeError as error:
        raise CourseError(str(folder / _SEAL), [f"{error}. Make it again with `grader package`"]) from None


def sealed_assignment(folder: Path, isolation: Isolation | None = None, private: Sequence[Path] = ()) -> Assignment:
    """What a packaged exam grades against, in the isolation that it names unless another one is given.

    `private` is what no submission may read, beside the exam. Errors as in `read_seal` and `load_course`.
    """
    found = read_seal(folder)
    load_course(folder)
    key = PUBLIC_KEY if found.public_key else _NO_KEY
    return Assignment(folder.resolve(), found.lessons, key, isolation or found.isolation, tuple(private))


def _course_file(root: Path, lessons: Sequence[Lesson], level: Feedback) -> bytes:
    """course.yml with these lessons alone. Who the students are is not in it: the LMS knows that."""
    whole: dict[str, Any] = yaml.safe_load((root / FILENAME).read_text(encoding="utf-8"))
    by_id = {entry["id"]: entry for entry in whole["lessons"]}
    whole["lessons"] = [by_id[lesson.id] | {"module": lesson.module} for lesson in lessons]
    whole["feedback"] = level
    whole.get("policy", {}).pop("students", None)
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True, default_flow_style=False).encode()
