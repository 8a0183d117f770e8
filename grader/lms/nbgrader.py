"""nbgrader: a course folder with a notebook for each lesson, and what its cells say. Formats only; no nbgrader here.

Hidden tests stay in the folder `exam`. nbgrader's own steps, which read and write these cells, are in
`nbgrader_plugins.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.checks import Check
from grader.errors import CourseError, UsageError
from grader.exam import load_lesson
from grader.lms import Artefact, Exam
from grader.model import CheckResult, Lesson, LessonResult, Outcome
from grader.notebooks import Cell, lesson_cells, notebook
from grader.report.escape import one_line
from grader.report.html import OUTCOME_WORDS
from grader.report.table import points
from grader.score import tidy
from grader.show import visible

EXAM = "exam"  # the folder that students must not see
_PLAN = "nbgrader.json"
_PLUGINS = "grader.lms.nbgrader_plugins"
_CONFIG = f'''\
"""nbgrader's settings for this course: whoever grades needs `pip install "downslope[nbgrader]"`."""

from pathlib import Path

c = get_config()
c.CourseDirectory.course_id = {{course!r}}
c.PackagedExam.exam = str(Path(__file__).resolve().parent / "{EXAM}")
c.PackagedExam.released = str(Path(__file__).resolve().parent / "release")

# Stubs are made as the course makes them. No step runs a cell.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "{_PLUGINS}.ClearReferences",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
]

# A submission gets its text and graded cells as they were released, and is graded in a confined process, not a kernel.
c.Autograde.sanitize_preprocessors = [
    "{_PLUGINS}.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "{_PLUGINS}.Grade",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# A score that could not be found out is left empty.
c.ExportApp.plugin_class = "{_PLUGINS}.Export"
'''
_README = """\
# {title}: a course folder for nbgrader

- `source/` holds the lessons with their solutions, `release/` what students get. Each lesson is an assignment.
- `exam/` holds the hidden tests. Nobody but you may read it: `chmod 700 exam` after every copy.
- `nbgrader_config.py` makes `nbgrader autograde` grade with that exam. Without this file nbgrader gives no points.

In this folder, before students get a lesson: `nbgrader generate_assignment LESSON --force`. With their notebooks in
`submitted/STUDENT/LESSON/`: `nbgrader autograde LESSON`, `nbgrader generate_feedback LESSON`, `nbgrader export`.
"""
_ABOUT_POINTS = """\
## Points

The cells below say what the points are for. They are filled in when your notebook is graded; leave them as they are."""


class Group(msgspec.Struct, frozen=True):
    """Checks whose points are those of one graded cell: one that needs no other, and those that build on it."""

    grade_id: str
    title: str
    points: float
    checks: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """What points come into which cells of one lesson's notebook."""

    module: str
    groups: tuple[Group, ...]


def artefact(exam: Exam) -> Artefact:
    """The course folder. `CourseError` where a lesson's hidden tests or reference are broken."""
    files = {f"{EXAM}/{name}": content for name, content in exam.files.items()}
    plans: dict[str, Plan] = {}
    for lesson in exam.lessons:
        plan = Plan(lesson.module, groups(lesson, load_lesson(exam.course, lesson)[0]))
        plans[lesson.id] = plan
        for folder, released in (("source", False), ("release", True)):
            cells = [_known(cell, released) for cell in lesson_cells(exam.course, lesson, solved=not released)]
            cells.append(Cell("text", "readme", "points", _ABOUT_POINTS))
            cells += [_points_cell(group, released) for group in plan.groups]
            files[f"{folder}/{lesson.id}/{lesson.module}.ipynb"] = notebook(cells)
    files[f"{EXAM}/{_PLAN}"] = msgspec.json.format(msgspec.json.encode(plans), indent=2) + b"\n"
    files["nbgrader_config.py"] = _CONFIG.format(course=exam.course.id).encode()
    files["README.md"] = _README.format(title=exam.course.title).encode()
    return Artefact(files, private=frozenset({EXAM}))


def groups(lesson: Lesson, checks: Sequence[Check]) -> tuple[Group, ...]:
    """The checks of a lesson in groups, in their order. The points of all groups are those of the lesson."""
    first: dict[str, str] = {}
    members: dict[str, list[Check]] = {}
    for check in checks:
        first[check.id] = first[check.needs[0]] if check.needs else check.id
        members.setdefault(first[check.id], []).append(check)
    return tuple(
        Group(
            Cell("code", "points", f"{number}-{own[0].id}", "").id,
            own[0].title,
            tidy(sum(tidy(check.points * lesson.weight) for check in own)),
            tuple(check.id for check in own),
        )
        for number, own in enumerate(members.values(), 1)
    )


def read_plan(exam: Path, lesson: str) -> Plan:
    """The cells of a lesson, from the folder of the exam. `UsageError` when the lesson is not in it."""
    try:
        plans = msgspec.json.decode((exam / _PLAN).read_bytes(), type=dict[str, Plan])
    except OSError as error:
        problem = (
            f"{exam}: no packaged exam here ({error.strerror}). Copy it from the package, or set PackagedExam.exam."
        )
        raise UsageError(problem) from None
    except msgspec.DecodeError as error:
        raise CourseError(str(exam / _PLAN), [f"{error}. Make it again with `grader package nbgrader`"]) from None
    if lesson not in plans:
        raise UsageError(f"{lesson}: not in the packaged exam. Other assignments need a course folder of their own.")
    return plans[lesson]


def earned(group: Group, lesson: LessonResult) -> float:
    """The points of a group's checks. nbgrader refuses more than the cell is worth, by however little."""
    return min(group.points, tidy(sum(check.points for check in lesson.checks if check.id in group.checks)))


def feedback_text(group: Group, view: LessonResult) -> str:
    """What a student reads below the points of a group, from the student's view of the lesson."""
    lines = [line for check in view.checks if check.id in group.checks for line in _check_lines(check)]
    return "\n".join(lines) + "\n"


def printed_text(view: LessonResult) -> str:
    """What the submission printed, with a heading; empty when that is nothing."""
    return f"\nWhat your code printed, or the beginning of it:\n{visible(view.output)}\n" if view.output else ""


def _check_lines(check: CheckResult) -> list[str]:
    """What became of a check. A diagnosis names what the code seems to do, and its hint goes before the check's."""
    score = f"{points(check.points)} / {points(check.max_points)}"
    lines = [f"- {one_line(check.title)} ({OUTCOME_WORDS[check.outcome]}, {score})"]
    if check.outcome == Outcome.PASSED:
        return lines
    if check.diagnosis:
        lines.append(f"  What your code seems to do: {one_line(check.diagnosis.title)}")
    if check.message:
        lines.append(f"  {one_line(check.message)}")
    if check.counterexample:
        values = ", ".join(f"{one_line(name)} = {one_line(value)}" for name, value in check.counterexample.items())
        lines.append(f"  for {values}")
    if hint := check.diagnosis.hint if check.diagnosis else check.hint:
        lines.append(f"  Hint: {one_line(hint)}")
    return lines


def _points_cell(group: Group, released: bool) -> Cell:
    """The cell that a group's points come into. Its value is 0 where anything but this grader runs it."""
    source = f"# Points: {points(group.points)}. {one_line(group.title)}\n0"
    about = {"grade": True, "locked": True, "solution": False, "points": group.points}
    frozen = {"deletable": False, "editable": False} if released else {}
    metadata = frozen | {"nbgrader": _metadata(group.grade_id, source, about, released)}
    return Cell("code", "points", group.grade_id.removeprefix("points-"), source, metadata=metadata)


def _known(cell: Cell, released: bool) -> Cell:
    """The cell, with what nbgrader is told of it if students write there."""
    if cell.role not in ("function", "predict"):
        return cell
    about = {"grade": False, "locked": False, "solution": True}
    frozen = {"deletable": False} if released else {}
    metadata = frozen | {"nbgrader": _metadata(cell.id, cell.source, about, released)}
    return msgspec.structs.replace(cell, metadata=metadata)


def _metadata(grade_id: str, source: str, about: dict[str, Any], released: bool) -> dict[str, Any]:
    """nbgrader's metadata, version 3. What was released has the checksum that tells it a changed cell."""
    own = {"schema_version": 3, "grade_id": grade_id, "task": False} | about
    if released:
        worth = [str(float(about["points"]))] if about["grade"] else []
        parts = [source, "code", *(str(about[key]) for key in ("grade", "solution", "locked")), grade_id, *worth]
        own |= {
            "cell_type": "code",
            "checksum": hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest(),
        }
    return own
