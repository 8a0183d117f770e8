"""course.yml -> Course. A broken file is reported whole: every problem at once, each with its line and field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import yaml

from grader.errors import CourseError, UsageError
from grader.model import Course, Feedback, Intake, Lesson, Limits, Policy

FILENAME = "course.yml"
_MISSING = object()


def moment(text: str) -> datetime | None:
    """A date and time with its offset from UTC, as in ISO 8601; None when the text is none."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return value if value.utcoffset() is not None else None


# field: (types that it may have, how to say so in words, a further test and its words)
_Field = tuple[tuple[type, ...], str, Callable[[Any], bool] | None]
_NUMBER = (int, float)
MOMENT = "a date and time with its offset from UTC, such as 2026-12-01T23:59:00+01:00"
_DUE: _Field = ((str, datetime), MOMENT, lambda due: moment(str(due)) is not None)
_COURSE: dict[str, _Field] = {
    "id": ((str,), "a short text", lambda text: text != ""),
    "title": ((str,), "a text", lambda text: text != ""),
    "version": ((str,), 'a text in quotes, such as "1.0"', lambda text: text != ""),
    "feedback": ((str,), "full, hints or score", lambda level: level in ("full", "hints", "score")),
    "limits": ((dict,), "a mapping of limits", None),
    "policy": ((dict,), "a mapping: attempts, due, ...", None),
    "lessons": ((list,), "a list with at least one lesson", lambda lessons: len(lessons) > 0),
}
_LESSON: dict[str, _Field] = {
    "id": ((str,), "a folder name such as 03_update_step", lambda text: text.replace("_", "").isalnum()),
    "title": ((str,), "a text", lambda text: text != ""),
    "module": ((str,), "a Python file's name without .py", str.isidentifier),
    "points": (_NUMBER, "a number above 0", lambda points: 0 < points < 1e6),
    "weight": (_NUMBER, "a number above 0", lambda weight: 0 < weight < 1e6),
    "bonus": ((bool,), "true or false", None),
    "due": _DUE,
    "limits": ((dict,), "a mapping of limits", None),
}
_LIMITS: dict[str, _Field] = {
    "call_seconds": (_NUMBER, "a number of seconds above 0", lambda seconds: 0 < seconds <= 600),
    "check_seconds": (_NUMBER, "a number of seconds above 0", lambda seconds: 0 < seconds <= 3600),
    "lesson_seconds": (_NUMBER, "a number of seconds above 0", lambda seconds: 0 < seconds <= 3600),
    "wall_factor": (_NUMBER, "a number from 1 to 100", lambda factor: 1 <= factor <= 100),
    "output_kb": ((int,), "a whole number from 1 to 1024", lambda kb: 0 < kb <= 1024),
    "memory_mb": ((int,), "a whole number of at least 256", lambda mb: 256 <= mb <= 65536),
    "file_kb": ((int,), "a whole number from 1 to 16384", lambda kb: 0 < kb <= 16384),
}

_INTAKE: dict[str, _Field] = {
    "submission_seconds": (_NUMBER, "a number of seconds above 0", lambda seconds: 0 < seconds <= 36000),
    "archive_mb": ((int,), "a whole number above 0", lambda mb: 0 < mb <= 1 << 20),
    "archive_files": ((int,), "a whole number above 0", lambda files: 0 < files <= 10**7),
}
_POLICY: dict[str, _Field] = {
    "attempts": ((str,), "last or best", lambda which: which in ("last", "best")),
    "due": _DUE,
    "grace_minutes": (_NUMBER, "a number of minutes, 0 or more", lambda minutes: 0 <= minutes < 1e6),
    "late_percent_per_day": (_NUMBER, "a number from 0 to 100", lambda percent: 0 <= percent <= 100),
    "late_percent_at_most": (_NUMBER, "a number from 0 to 100", lambda percent: 0 <= percent <= 100),
    "students": ((str,), "the name of a CSV file beside course.yml", lambda name: name != ""),
}


def load_course(root: Path) -> Course:
    """Read `root/course.yml`.

    Raises `UsageError` when there is no such file and `CourseError` when it, or a file that it names, is wrong.
    """
    path = root / FILENAME
    if not path.is_file():
        raise UsageError(f"{path}: no such file. Name the course's folder with --course.")
    reader = _Reader(root)
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CourseError(str(path), [f"not valid YAML: {' '.join(str(error).split())}"]) from None
    course = reader.course(node)
    if reader.problems:
        raise CourseError(str(path), [text for _, text in sorted(reader.problems, key=lambda item: item[0])])
    return cast(Course, course)


def pick_lessons(course: Course, wanted: Sequence[str]) -> tuple[Lesson, ...]:
    """The lessons named as in `find_lesson`, in the course's order; all of them when none is named."""
    named = {find_lesson(course, name).id for name in wanted}
    return tuple(lesson for lesson in course.lessons if not wanted or lesson.id in named)


def find_lesson(course: Course, name: str) -> Lesson:
    """The lesson named `03_update_step`, `03` or `update_step`. `UsageError` unless there is exactly one."""
    exact = [lesson for lesson in course.lessons if lesson.id == name]
    found = exact or [lesson for lesson in course.lessons if name in (lesson.id.partition("_")[0], lesson.module)]
    if len(found) != 1:
        problem = f"{name!r} is several" if found else f"no lesson {name!r} in {course.id}. Its"
        raise UsageError(f"{problem} lessons: {', '.join(lesson.id for lesson in found or course.lessons)}.")
    return found[0]


class _Reader:
    """Walks the YAML tree, keeps what is right and notes every problem with its line."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[tuple[int, str]] = []
        self.places: dict[str, str] = {}  # module by lesson id

    def problem(self, line: int, text: str) -> None:
        self.problems.append((line, f"line {line}: {text}"))

    def course(self, node: yaml.Node | None) -> Course | None:
        if not isinstance(node, yaml.MappingNode):
            self.problem(1, "the file must be a mapping with id, title, version and lessons")
            return None
        values, nodes = self.fields(node, _COURSE, ("id", "title", "version", "lessons"), "")
        whole = self.limits(nodes.get("limits"), {}, "limits", _LIMITS | _INTAKE)
        limits = {name: value for name, value in whole.items() if name in _LIMITS}
        intake = {name: value for name, value in whole.items() if name in _INTAKE}
        policy = _with_moment(self.limits(nodes.get("policy"), {}, "policy", _POLICY))
        lessons: list[Lesson] = []
        items = nodes.get("lessons")
        for number, item in enumerate(items.value if isinstance(items, yaml.SequenceNode) else []):
            lesson = self.lesson(item, f"lessons[{number}]", limits)
            if lesson is None:
                continue
            lessons.append(lesson)
        if self.problems:
            return None
        return Course(
            id=values["id"],
            title=values["title"],
            version=values["version"],
            feedback=cast(Feedback, values.get("feedback", "full")),
            lessons=tuple(lessons),
            root=self.root,
            intake=Intake(**intake),
            policy=Policy(**policy),
        )

    def lesson(self, node: yaml.Node, where: str, limits: dict[str, Any]) -> Lesson | None:
        if not isinstance(node, yaml.MappingNode):
            self.problem(node.start_mark.line + 1, f"{where}: must be a mapping with id and title")
            return None
        before = len(self.problems)
        values, nodes = self.fields(node, _LESSON, ("id", "title"), where)
        own_limits = self.limits(nodes.pop("limits", None), limits, f"{where}.limits")
        values.pop("limits", None)
        if "id" in values and ("module" in values or "module" not in nodes):
            values.setdefault("module", values["id"].partition("_")[2] or values["id"])
            self.place(values["id"], values["module"], node.start_mark.line + 1, where)
        return None if len(self.problems) > before else Lesson(**_with_moment(values), limits=Limits(**own_limits))

    def place(self, lesson_id: str, module: str, line: int, where: str) -> None:
        """A lesson's id and module are its own, and its files exist."""
        if lesson_id in self.places:
            self.problem(line, f"{where}.id: {lesson_id!r} is used twice")
        elif module in self.places.values():
            self.problem(line, f"{where}.module: {module!r} is used twice")
        self.places[lesson_id] = module
        stub, *answers = lesson_files(lesson_id, module)
        for path in [stub] if is_students_copy(self.root) else [stub, *answers]:
            if not (self.root / path).is_file():
                self.problem(line, f"{where}: {path} does not exist")

    def limits(
        self, node: yaml.Node | None, base: dict[str, Any], where: str, known: dict[str, _Field] = _LIMITS
    ) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            return base
        values, _ = self.fields(node, known, (), where)
        return {**base, **values}

    def fields(
        self, node: yaml.MappingNode, known: dict[str, _Field], required: Sequence[str], where: str
    ) -> tuple[dict[str, Any], dict[str, yaml.Node]]:
        """The good fields of a mapping, as values and as nodes; every bad one becomes a problem."""
        prefix = f"{where}." if where else ""
        values: dict[str, Any] = {}
        nodes: dict[str, yaml.Node] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            name = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            if name not in known:
                self.problem(line, f"{prefix}{name}: unknown field; known are {', '.join(known)}")
                continue
            if name in nodes:
                self.problem(line, f"{prefix}{name}: given twice")
            types, words, test = known[name]
            value = _plain(value_node)
            right_type = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
            if not right_type or (test is not None and not test(value)):
                self.problem(line, f"{prefix}{name}: must be {words}, not {_shown(value)}")
            else:
                values[name] = value
            nodes[name] = value_node
        for name in required:
            if name not in nodes:
                self.problem(node.start_mark.line + 1, f"{prefix}{name}: missing; it must be {known[name][1]}")
        return values, nodes


def _with_moment(values: dict[str, Any]) -> dict[str, Any]:
    """The same fields, with `due` as a moment: YAML may have read it already."""
    return {**values, "due": moment(str(values["due"]))} if "due" in values else values


def is_students_copy(root: Path) -> bool:
    """Whether this is a course as students have it, without references and hidden tests: nothing can be graded."""
    return not (root / "solutions").is_dir() and not (root / "autograder_tests").is_dir()


def lesson_files(lesson_id: str, module: str) -> list[str]:
    """The three files that every lesson needs, relative to the course: stub, reference, hidden tests."""
    return [
        f"exercises/{lesson_id}/{module}.py",
        f"solutions/{lesson_id}/{module}.py",
        f"autograder_tests/{lesson_id}/test_hidden_{module}.py",
    ]


def _plain(node: yaml.Node) -> Any:
    """A node as plain data, without any of YAML's cleverness about objects."""
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except (yaml.YAMLError, ValueError):  # ValueError: a date that no calendar has
        # Within a collection, the unreadable item is reported in its own place.
        if isinstance(node, yaml.MappingNode):
            return {}
        return node.value if isinstance(node, yaml.SequenceNode) else _MISSING


def _shown(value: object) -> str:
    text = "something unreadable" if value is _MISSING else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
