"""What can be seen in the files of a course without grading anything: stray files, stubs, hints, titles, points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.catalogue import Misconception
from grader.checks import Check
from grader.course import FILENAME
from grader.errors import CourseError
from grader.findings import Problem
from grader.model import Course, Lesson
from grader.stubs import make_stub

TITLE_LENGTH = 120  # a row of a student's page
MOST_OF_A_LESSON = 0.5  # a check may be worth this share of the points
_FOLDERS = ("exercises", "solutions", "autograder_tests")
_MADE_BY_TOOLS = {"__pycache__", ".pytest_cache", ".hypothesis", ".mypy_cache", ".ruff_cache"}


def tests_file(lesson: Lesson) -> str:
    """The file of a lesson's hidden tests, relative to the course."""
    return f"autograder_tests/{lesson.id}/test_hidden_{lesson.module}.py"


def course_in_step(course: Course) -> list[Problem]:
    """Every folder of a lesson is a lesson of course.yml. That its lessons have folders is seen when it is loaded."""
    known = {lesson.id for lesson in course.lessons}
    folders = {path.name: path for name in reversed(_FOLDERS) for path in _folders_in(course.root / name)}
    return [
        Problem(
            path.relative_to(course.root).as_posix(),
            f"is a folder of a lesson that {FILENAME} does not name",
            f"Add it to the lessons of {FILENAME}, or remove it from {', '.join(_FOLDERS)}.",
        )
        for name, path in sorted(folders.items())
        if name not in known
    ]


def stray_files(course: Course, lesson: Lesson) -> list[Problem]:
    """Files in a lesson's folders that no lesson has."""
    module = lesson.module
    allowed = {
        "exercises": [f"{module}.py", f"test_{module}.py", "README.md", "figure.py", "figure.svg", "data/*"],
        "solutions": [f"{module}.py"],
        "autograder_tests": [f"test_hidden_{module}.py", "correct/*.py", "wrong/*.py"],
    }
    return [
        _stray(course, path)
        for name, patterns in allowed.items()
        for path in _files_below(course.root / name / lesson.id)
        if not _is_one_of(path.relative_to(course.root / name / lesson.id), patterns)
    ]


def stray_files_beside_lessons(course: Course) -> list[Problem]:
    """Files beside the lessons' folders: only the hidden tests have some in common."""
    return [
        _stray(course, path)
        for name in _FOLDERS
        for path in sorted((course.root / name).glob("*"))
        if path.is_file() and not (name == "autograder_tests" and path.suffix == ".py")
    ]


def stub_in_sync(course: Course, lesson: Lesson) -> list[Problem]:
    """The stub is what `python -m grader.stubs` makes of the reference."""
    stub, reference = (f"{folder}/{lesson.id}/{lesson.module}.py" for folder in ("exercises", "solutions"))
    try:
        wanted = make_stub((course.root / reference).read_text(encoding="utf-8"))
    except CourseError as error:
        return [Problem(reference, problem, "Put its solution markers in pairs.") for problem in error.problems]
    if (course.root / stub).read_text(encoding="utf-8") == wanted:
        return []
    what_to_do = "Run `python -m grader.stubs` and commit what it writes."
    return [Problem(stub, "is not the stub of its reference", what_to_do)]


def hints_present(lesson: Lesson, checks: Sequence[Check], mistakes: Sequence[Misconception]) -> list[Problem]:
    """Every check and every misconception has a hint."""
    problems = [
        Problem(tests_file(lesson), f"{check.id} has no hint", "Write one sentence that leads without telling.")
        for check in checks
        if not check.hint.strip()
    ]
    return problems + [
        Problem(_wrong(lesson, one), "has no hint", "Write one sentence after `hint:` that leads without telling.")
        for one in mistakes
        if not one.hint.strip()
    ]


def titles_sane(lesson: Lesson, checks: Sequence[Check], mistakes: Sequence[Misconception]) -> list[Problem]:
    """Every title is one short sentence; no two checks, and no two misconceptions, have the same."""
    of_checks = [(tests_file(lesson), f"the title of {check.id}", check.title) for check in checks]
    of_mistakes = [(_wrong(lesson, one), "its title", one.title) for one in mistakes]
    return [
        Problem(file, f"{whose} {wrong}", "Write one short sentence that says what this one is about.")
        for titled in (of_checks, of_mistakes)
        for file, whose, title in titled
        for wrong in _wrong_with(title, [other for _, _, other in titled])
    ]


def points_sane(lesson: Lesson, checks: Sequence[Check], mistakes: Sequence[Misconception]) -> list[Problem]:
    """No check has negative points, or more than half of all; a misconception names a check that there is.

    That the points of the checks sum to the lesson's is seen when the exam is set.
    """
    most = MOST_OF_A_LESSON * lesson.points
    problems = [
        Problem(tests_file(lesson), f"{check.id} has {check.points:g} points", f"Give it from 0 to {most:g} of them.")
        for check in checks
        if not 0 <= check.points <= most
    ]
    known = {check.id for check in checks}
    for one in mistakes:
        if known and one.caught_by not in known:
            what_to_do = f"Name one of these: {', '.join(sorted(known))}."
            problems.append(Problem(_wrong(lesson, one), f"caught_by: no check {one.caught_by!r}", what_to_do))
    return problems


def _wrong_with(title: str, titles: list[str]) -> Iterator[str]:
    if not title.endswith((".", "?", "!")):
        yield "is no sentence"
    if len(title) > TITLE_LENGTH:
        yield f"has more than {TITLE_LENGTH} letters"
    if Counter(titles)[title] > 1:
        yield "is also that of another one"


def _wrong(lesson: Lesson, mistake: Misconception) -> str:
    return f"autograder_tests/{lesson.id}/wrong/{mistake.path.name}"


def _stray(course: Course, path: Path) -> Problem:
    file = path.relative_to(course.root).as_posix()
    return Problem(file, "is a stray file: nothing in the course uses it", "Remove it, or move it where it belongs.")


def _is_one_of(path: Path, patterns: list[str]) -> bool:
    """Whether a path is one of those, folder by folder."""
    return any(len(path.parts) == len(Path(one).parts) and path.match(one) for one in patterns)


def _folders_in(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*") if path.is_dir() and path.name not in _MADE_BY_TOOLS]


def _files_below(folder: Path) -> list[Path]:
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in found if _MADE_BY_TOOLS.isdisjoint(path.parts)]
