"""Fixtures of the engine's own tests: the real course, an exam on it, and a nursery of confined workers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from grader.collect import collect
from grader.course import load_course, pick_lessons
from grader.exam import LessonExam, set_exam
from grader.grade import grade
from grader.model import Course, LessonResult
from grader.worker.nursery import Nursery, open_nursery

ROOT = Path(__file__).resolve().parents[1]
MINI = ROOT / "tests" / "mini"

collect_ignore = ["mini", "attacks"]  # for the tests to load: a course of its own, and hostile submissions

# The same examples on every run, and no verdict that depends on how busy the machine is.
settings.register_profile("tests", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

GradeOne = Callable[..., LessonResult]


# Files that take long come first, so that in the end no test process waits for another.
_LONG = "attacks", "authoring", "figures", "lessons", "lms_nbgrader", "lms_otter", "naming", "readme", "run"
LONG = {f"test_{name}.py" for name in _LONG}


def pytest_configure(config: pytest.Config) -> None:
    """Test processes take the files in the order in which they were collected."""
    if hasattr(config.option, "loadscopereorder"):  # of pytest-xdist: those with most tests first
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the engine's own tests, and only there, a warning is an error. What takes long comes first."""
    items.sort(key=lambda item: item.path.name not in LONG)
    for item in items:
        if item.path.is_relative_to(ROOT / "tests"):
            item.add_marker(pytest.mark.filterwarnings("error"))


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture(scope="session")
def mini_course() -> Course:
    """Two tiny lessons with tight limits, `01_double` and `02_mean`."""
    return load_course(MINI)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as nursery:
        yield nursery


@pytest.fixture(scope="session")
def exam_of(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., LessonExam]:
    """The exam of one lesson, drawn once per key. Test processes side by side share what one of them has drawn."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "papers"

    @cache
    def exam(lesson_id: str, key: bytes = b"tests") -> LessonExam:
        return set_exam(course, pick_lessons(course, [lesson_id]), key, folder)[0]

    return exam


@pytest.fixture(scope="session")
def grade_one(course: Course, nursery: Nursery, exam_of: Callable[..., LessonExam]) -> GradeOne:
    """Grade one file as a hand-in of one lesson; without a diagnosis unless it is asked for."""

    def one(lesson_id: str, path: Path, key: bytes = b"tests", diagnosed: bool = False) -> LessonResult:
        exam = exam_of(lesson_id, key)
        (submission,) = collect([path], [exam.lesson])
        return grade(submission, course, [exam], nursery, diagnosed=diagnosed).lessons[0]

    return one
