"""The pytest side of a course: short feedback on visible tests, and the hidden properties with full Hypothesis.

`pytest autograder_tests` checks the properties against the references; `--submission PATH` checks a submission, through
the same confined worker that grades it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from grader.errors import ExampleEnded, GraderError, NotAttempted
from grader.visible import VisibleTests

if TYPE_CHECKING:
    from grader.model import Course, Lesson
    from grader.proxy import Submission
    from grader.worker.nursery import Nursery

_LONG = 600.0  # CPU seconds for a lesson: Hypothesis makes many more calls than a paper has


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("downslope")
    group.addoption("--submission", metavar="PATH", help="check the hidden properties against this file or folder")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(VisibleTests(), "downslope-visible")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A function that is not written yet is skipped, in hidden properties as in visible tests."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, NotAttempted):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.reportinfo()[1] or 0, str(call.excinfo.value))
    return report


@pytest.fixture(scope="session")
def downslope_nursery() -> Iterator[Nursery]:
    """Where the workers of `--submission` come from."""
    from grader.worker.nursery import open_nursery

    with open_nursery("auto") as nursery:
        yield nursery


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest) -> ModuleType:
    """The reference solution of the lesson whose hidden tests these are."""
    from grader.exam import load_reference

    return load_reference(*_lesson_of(request))


@pytest.fixture(scope="module")
def submission(request: pytest.FixtureRequest, reference: ModuleType) -> Iterator[Submission]:
    """The submission named with `--submission`, in a confined worker; without it, the reference."""
    import msgspec

    from grader.collect import collect
    from grader.proxy import LocalSubmission, Submission
    from grader.sitting import Candidate
    from grader.worker.calls import Answer, Call

    path = request.config.getoption("--submission")
    if path is None:
        yield LocalSubmission(reference)
        return
    course, lesson = _lesson_of(request)
    named = any(Path(path).stem == one.module for one in course.lessons)
    any_name = Path(path).is_file() and not named  # then it is meant for whatever lesson runs
    try:
        found = collect([Path(path)], [lesson] if any_name else course.lessons)
    except GraderError as error:
        problem = str(error)
    else:
        problem = "" if len(found) == 1 else f"--submission {path}: {len(found)} submissions; name one of them"
    if problem:
        pytest.fail(problem, pytrace=False)
    if lesson.id in found[0].unreadable:
        pytest.fail(found[0].unreadable[lesson.id], pytrace=False)
    if lesson.id not in found[0].sources:
        pytest.skip(f"--submission {path} has no {lesson.module}.py")
    patient = msgspec.structs.replace(lesson.limits, lesson_seconds=_LONG)
    lesson = msgspec.structs.replace(lesson, limits=patient)
    nursery = request.getfixturevalue("downslope_nursery")
    with Candidate(nursery, lesson, found[0].sources[lesson.id]) as candidate:

        def ask(call: Call) -> Answer:
            (answer,) = candidate.round([call])
            if isinstance(answer, ExampleEnded):
                raise answer
            return answer.opened()

        yield Submission(ask, objects=True)


def _lesson_of(request: pytest.FixtureRequest) -> tuple[Course, Lesson]:
    """The lesson that a hidden test file belongs to, by its place in the course."""
    from grader.course import load_course, pick_lessons

    folder: Any = request.path.parent
    try:
        course = load_course(folder.parents[1])
        return course, pick_lessons(course, [folder.name])[0]
    except GraderError as error:
        pytest.fail(str(error), pytrace=False)
