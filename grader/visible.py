"""The visible tests of the exercises, as a student should see them: what was expected, what came, a hint, a summary.

An exercise is recognised by its place, `exercises/<lesson>/test_*.py`. Nothing here knows an answer or gives points.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import pytest

from grader.show import shown

FOLDER = "exercises"
_NOT_STARTED = "not started"
_NOT_ALL = "These are the visible tests. Hidden tests ask more, and the points come from those."


class State(msgspec.Struct):
    """How far a student is with one lesson."""

    folder: Path
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False
    next_title: str = ""


class VisibleTests:
    """The pytest plugin that rewrites the reports of visible tests and adds a summary."""

    def __init__(self) -> None:
        self.lessons: dict[str, State] = {}
        self.compared: tuple[str, Any, Any] | None = None

    def state(self, path: Path) -> State:
        return self.lessons.setdefault(path.parent.name, State(path.parent))

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """A file that cannot be imported is shown as the student's own line, not as a failed collection."""
        report = yield
        if report.failed and is_visible(collector.path) and isinstance(collector, pytest.Module):
            call: pytest.CallInfo[Any] = report.call
            assert call.excinfo is not None
            error = call.excinfo.value.__cause__ or call.excinfo.value
            if isinstance(error, NotImplementedError):
                report.outcome, report.longrepr = "skipped", (str(collector.path), 0, _NOT_STARTED)
            else:
                report.longrepr = f"{self.raised(error, collector.path)}\nNext: fix this line; no test can run before."
                self.state(collector.path).broken = True
                collector.config.option.continue_on_collection_errors = True  # the other lessons still run
        return report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Where only exercises run, the list of failed test names at the end would say everything twice."""
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None and self.lessons and all(is_visible(item.path) for item in session.items):
            reporter.reportchars = ""

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        if is_visible(item.path):
            self.state(item.path)

    def pytest_runtest_setup(self) -> None:
        self.compared = None

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        """Remember what a failing `assert left == right` compared; pytest's own words stay as they are."""
        self.compared = (op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if not is_visible(item.path) or report.when != "call":
            return report
        state = self.state(item.path)
        title, hint = _title_and_hint(item)
        if report.passed:
            state.passed += 1
        elif call.excinfo is not None and type(call.excinfo.value) is NotImplementedError:
            state.skipped += 1
            state.next_title = state.next_title or title
            report.outcome = "skipped"
            report.longrepr = (str(item.path), item.reportinfo()[1] or 0, _NOT_STARTED)
        elif report.failed and call.excinfo is not None:
            state.failed += 1
            state.next_title = state.next_title or title
            report.longrepr = "\n".join([title, *self._what_happened(item, call.excinfo), *([hint] if hint else [])])
        return report

    def _what_happened(self, item: pytest.Item, error: pytest.ExceptionInfo[BaseException]) -> list[str]:
        own = [entry for entry in error.traceback if Path(entry.path) == item.path]
        lines = [f"    {line.strip()}" for line in str(own[-1].statement).splitlines()] if own else []
        if not isinstance(error.value, AssertionError):
            return [*lines, *self.raised(error.value, item.path).splitlines()]
        if self.compared is None:
            return [*lines, *str(error.value).splitlines()[:1]]
        operator, left, right = self.compared
        wanted = shown(getattr(right, "expected", right))
        return [
            *lines,
            f"expected: {wanted if operator == '==' else f'{operator} {wanted}'}",
            f"got:      {_got(left)}",
        ]

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """One line for each lesson that ran: its state and the next step. The last line: these are not all tests."""
        if not self.lessons:
            return
        terminalreporter.section("lessons")
        width = max(len(name) for name in self.lessons)
        for name, state in sorted(self.lessons.items()):
            status, step = self._status(name, state)
            terminalreporter.write_line(f"{name.ljust(width)}  {status.ljust(16)}  {step}")
        terminalreporter.write_line(_NOT_ALL)

    def _status(self, name: str, state: State) -> tuple[str, str]:
        done = f"{state.passed} of {state.passed + state.failed + state.skipped} pass"
        if state.broken:
            return "cannot run", f"next: fix the error in {_file_of(name)}"
        if state.failed or (state.passed and state.skipped):
            return done, f"next: {state.next_title}"
        if state.skipped:
            return _NOT_STARTED, f"next: {self.first_step(name)}"
        return done, "next: fill in PREDICT if you have not, and go on to the following lesson"

    def first_step(self, name: str) -> str:
        """What to do in a lesson that is not started."""
        return f"read {FOLDER}/{name}/README.md, then fill in {_file_of(name)}"

    def raised(self, error: BaseException, test_path: Path) -> str:
        """An exception in the student's code: what, and the line that it came from."""
        name = f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
        if isinstance(error, SyntaxError) and error.filename:
            return f"{name}\n    {Path(error.filename).name}, line {error.lineno}: {(error.text or '').strip()}"
        place = ""
        trace = error.__traceback__
        while trace is not None:
            place = self.place(trace, test_path) or place
            trace = trace.tb_next
        return f"{name}\n    {place}" if place else name

    def place(self, trace: TracebackType, test_path: Path) -> str:
        """The line of the student's file that this step of a traceback is at; empty when it is at another file's."""
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.parent != test_path.parent or path == test_path:
            return ""
        line = path.read_text(encoding="utf-8", errors="replace").splitlines()[trace.tb_lineno - 1].strip()
        return f"{path.name}, line {trace.tb_lineno}: {line}"


def is_visible(path: Path) -> bool:
    """Whether a test file belongs to an exercise."""
    return path.parent.parent.name == FOLDER and path.name.startswith("test_")


def _file_of(name: str) -> str:
    return name.partition("_")[2] + ".py"


def _title_and_hint(item: pytest.Item) -> tuple[str, str]:
    doc = (getattr(getattr(item, "function", None), "__doc__", None) or item.name).strip()
    title, *rest = doc.splitlines()
    hint = " ".join(line.strip() for line in rest if line.strip())
    return title, hint


def _got(value: object) -> str:
    return "None (a function must return its answer; printing it is not enough)" if value is None else shown(value)
