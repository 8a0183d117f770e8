"""Setting the exam: load the hidden tests of a course, draw each lesson's paper once, keep it in a cache.

The examples are drawn in `drawing.py`; here they are checked against the reference. `sitting` replays them to every
submission.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import hypothesis
import msgspec
import numpy as np
from hypothesis.errors import HypothesisException, HypothesisWarning

import grader
from grader import checks
from grader.cache import default_cache, keep, kept
from grader.checks import Check
from grader.course import is_students_copy
from grader.drawing import draw_examples
from grader.errors import CourseError, UsageError
from grader.model import Course, Lesson
from grader.paper import Paper, Registry, decode_example
from grader.proxy import LocalSubmission

PUBLIC_KEY = b"downslope public default key"
SEALED = "sealed"  # beside course.yml: the papers that a packaged exam carries


class LessonExam(msgspec.Struct, frozen=True):
    """What is needed to examine one lesson: its checks, their drawn examples and the reference."""

    lesson: Lesson
    checks: tuple[Check, ...]
    paper: Paper
    registry: Registry
    reference: ModuleType
    cache: Path  # where its paper is kept
    sealed: bool = False  # whether it came with its paper, see `_opened`
    memory: dict[str, Any] = {}  # what sittings remember of it, by check id; lives as long as the exam

    def examples(self, check: Check) -> Iterator[dict[str, Any]]:
        """Fresh arguments for each example of a check, in the order of the paper."""
        for data in self.paper.examples[check.id]:
            yield decode_example(data, self.registry)


class SealedPaper(msgspec.Struct, frozen=True):
    """A paper that travels with its exam: drawn elsewhere, for hidden tests and a reference of this digest."""

    content: str
    paper: Paper


def read_key(path: Path | None) -> bytes:
    """The instructor's key: the file's content, else the variable GRADER_KEY, else the public default."""
    if path is None:
        return os.environ.get("GRADER_KEY", "").encode() or PUBLIC_KEY
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: the key file cannot be read ({error.strerror}).") from None
    if not key:
        raise UsageError(f"{path}: the key file is empty. Put any secret text into it.")
    return key


def set_exam(course: Course, lessons: Sequence[Lesson], key: bytes, cache: Path | None = None) -> list[LessonExam]:
    """The exam for these lessons. Raises `CourseError` when a hidden test or a reference is broken.

    A packaged exam (`sealed.py`) is sat with the papers that it carries, whatever the key.
    """
    return [_set_lesson(course, lesson, key, cache or default_cache()) for lesson in lessons]


def load_lesson(course: Course, lesson: Lesson) -> tuple[tuple[Check, ...], Registry, ModuleType]:
    """The checks of a lesson, the structs that they draw, and the reference, loaded from the course's folders."""
    if is_students_copy(course.root):
        raise UsageError(f"{course.root}: a student's copy of the course, without an exam. Name yours with --course.")
    tests_path = course.root / "autograder_tests" / lesson.id / f"test_hidden_{lesson.module}.py"
    with _importable(course.root):
        tests = load_module(tests_path, f"downslope_hidden_{lesson.module}")
        helpers = [module for name, module in sys.modules.items() if name.startswith("autograder_tests.")]
    reference = load_reference(course, lesson)
    found = tuple(
        checks.of(test) for name, test in vars(tests).items() if name.startswith("test_") and hasattr(test, "check")
    )
    problems = [
        f"{name}: a test without @check" for name, test in vars(tests).items()
        if name.startswith("test_") and callable(test) and not hasattr(test, "check")
    ]  # fmt: skip
    total = round(sum(check.points for check in found), 9)
    if total != lesson.points:
        problems.append(f"the points of its checks sum to {total:g}, the lesson's are {lesson.points:g}")
    for place, check in enumerate(found):
        earlier = {other.id for other in found[:place]}
        problems += [
            f"{check.id}: needs {need}, which must come before it in this file"
            for need in check.needs
            if need not in earlier
        ]
    if problems:
        raise CourseError(str(tests_path), problems)
    registry = {
        value.__qualname__: value
        for module in (*helpers, tests)  # the lesson's own structs, where a name is used twice
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    return found, registry, reference


def load_reference(course: Course, lesson: Lesson) -> ModuleType:
    """The reference solution of a lesson."""
    path = course.root / "solutions" / lesson.id / f"{lesson.module}.py"
    return load_module(path, f"downslope_reference_{lesson.module}")


def _set_lesson(course: Course, lesson: Lesson, key: bytes, cache: Path) -> LessonExam:
    found, registry, reference = load_lesson(course, lesson)
    sealed = course.root / SEALED
    if sealed.is_dir():
        return LessonExam(lesson, found, _opened(sealed, course, lesson), registry, reference, sealed, sealed=True)
    place = cache / f"{lesson.id}-{digest_of(course, lesson, key)}.paper"
    paper = kept(place, Paper)
    if paper is None or set(paper.examples) != {check.id for check in found}:
        where = f"autograder_tests/{lesson.id}"
        paper = Paper(
            {check.id: draw_examples(check, course, key, registry, f"{where}, {check.id}") for check in found}
        )
        exam = LessonExam(lesson, found, paper, registry, reference, cache)
        _prove(exam, where)
        keep(place, paper)
    return LessonExam(lesson, found, paper, registry, reference, cache)


def _opened(sealed: Path, course: Course, lesson: Lesson) -> Paper:
    """The paper that a packaged exam carries. It is never drawn anew: the key that it was drawn with is not there."""
    place = sealed / f"{lesson.id}.paper"
    found = kept(place, SealedPaper)
    if found is None or found.content != content_of(course, lesson):
        problem = "the paper is missing, or is not that of these hidden tests. Make it again with `grader package`"
        raise CourseError(str(place), [problem])
    return found.paper


def _prove(exam: LessonExam, where: str) -> None:
    """Run every example against the reference: an exam that its own solution fails is broken."""
    submission = LocalSubmission(exam.reference)
    problems = []
    for check in exam.checks:
        body = body_of(check)
        for arguments in exam.examples(check):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("error", HypothesisWarning)  # assume() outside of Hypothesis only warns
                    body(submission=submission, reference=exam.reference, **arguments)
            except HypothesisException as error:
                text = "st.data, assume, target, note and event do not work in a replayed body; filter in the strategy"
                problems.append(f"{check.id}: {text} ({error})")
                break
            except Exception as error:
                shown = ", ".join(f"{name}={value}" for name, value in arguments.items())
                problems.append(f"{check.id}: the reference fails it: {type(error).__name__}: {error} for {shown:.200}")
                break
    if problems:
        raise CourseError(where, problems)


def body_of(check: Check) -> Any:
    """The undecorated test: what runs once for each example."""
    return cast(Any, check.test).hypothesis.inner_test if checks.is_drawn(check.test) else check.test


def load_module(path: Path, name: str) -> ModuleType:
    """Import a file of the course by its path. `CourseError` when it cannot be imported."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and structs look up their annotations there
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        line = next((f", line {e.lineno}" for e in [error] if isinstance(e, SyntaxError)), "")
        raise CourseError(str(path), [f"cannot be imported{line}: {type(error).__name__}: {error}"]) from error
    return module


@contextmanager
def _importable(root: Path) -> Iterator[None]:
    """`autograder_tests` means this course's folder, whatever another course has imported before."""
    here = str(root.resolve())
    ours = os.path.join(here, "autograder_tests", "")
    for name in [name for name in sys.modules if name.partition(".")[0] == "autograder_tests"]:
        if not str(getattr(sys.modules[name], "__file__", "")).startswith(ours):
            del sys.modules[name]
    sys.path.insert(0, here)
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(here)


def digest_of(course: Course, lesson: Lesson, key: bytes) -> str:
    """Of everything that decides what the paper says."""
    versions = [grader.__version__, hypothesis.__version__, np.__version__, msgspec.__version__]
    versions += [platform.python_version(), content_of(course, lesson)]
    return hashlib.sha256(hashlib.sha256(key).digest() + "\0".join(versions).encode()).hexdigest()[:32]


def content_of(course: Course, lesson: Lesson) -> str:
    """A digest of the files of a lesson's exam: hidden tests and what they import, the reference, data."""
    whole = hashlib.sha256("\0".join([course.id, course.version, lesson.id]).encode())
    for path in exam_files(course, lesson):
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def exam_files(course: Course, lesson: Lesson) -> list[Path]:
    """What grading a lesson needs of its course, beside course.yml and the paper."""
    tests = course.root / "autograder_tests"
    apart = {"correct", "wrong", "__pycache__", *(other.id for other in course.lessons)} - {lesson.id}
    files = [path for path in sorted(tests.rglob("*")) if path.is_file()]
    files = [path for path in files if apart.isdisjoint(path.relative_to(tests).parts)]
    files += sorted((course.root / "solutions" / lesson.id).glob("*.py"))
    return files + sorted((course.root / "exercises" / lesson.id / "data").glob("*"))
