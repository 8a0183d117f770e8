"""How a run is getting on: words and numbers, a bar for those who look, silence for everybody else."""

from __future__ import annotations

import io
import re
import sys

import pytest

import grader.progress
from grader.progress import BAR_FROM, RunProgress


class Terminal(io.StringIO):
    """A stream that says that somebody is looking at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that the module sees; a test may change it."""
    now = [100.0]
    monkeypatch.setattr(grader.progress.time, "monotonic", lambda: now[0])
    return now


def test_words_say_the_rate_each_status_and_what_was_kept(clock: list[float]) -> None:
    progress = RunProgress(10)
    clock[0] += 2
    for status, new in (("graded", False), ("graded", True), ("ungraded", True), ("missing", True), ("graded", True)):
        progress.seen(status, new)  # type: ignore[arg-type]
    assert progress.in_words() == "2.0/s, 3 graded, 1 missing, 1 ungraded (1 kept)"
    assert (progress.seen_so_far, progress.kept) == (5, 1)


def test_nothing_kept_is_not_mentioned(clock: list[float]) -> None:
    progress = RunProgress(2)
    clock[0] += 1
    progress.seen("graded", True)
    assert progress.in_words() == "1.0/s, 1 graded"


def test_the_first_moment_is_no_division_by_zero(clock: list[float]) -> None:
    assert RunProgress(2).in_words() == "0.0/s"


def test_counts_are_by_status() -> None:
    progress = RunProgress(3)
    for _ in range(2):
        progress.seen("ungraded", True)
    assert (progress.counts["ungraded"], progress.counts["graded"]) == (2, 0)


def test_nothing_is_written_where_nobody_looks(capfd: pytest.CaptureFixture[str]) -> None:
    with RunProgress(100) as progress:
        for _ in range(100):
            progress.seen("graded", True)
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_a_bar_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    for name, value in {"TERM": "xterm", "COLUMNS": "120"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stderr", terminal)
    with RunProgress(BAR_FROM) as progress:
        for _ in range(BAR_FROM):
            progress.seen("graded", True)
        assert progress._bar is not None
        progress._bar.refresh()
        shown = terminal.getvalue()
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert "grading" in plain
    assert f"{BAR_FROM}/{BAR_FROM}" in plain
    assert f"{BAR_FROM} graded" in plain
    assert terminal.getvalue().endswith("\x1b[2K")  # the line is clean again


def test_a_few_submissions_need_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with RunProgress(BAR_FROM - 1) as progress:
        progress.seen("graded", True)
    assert terminal.getvalue() == ""


def test_an_error_ends_the_bar_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    progress = RunProgress(BAR_FROM)
    with pytest.raises(KeyboardInterrupt), progress:
        raise KeyboardInterrupt
    assert progress._bar is not None
    assert not progress._bar.live.is_started
