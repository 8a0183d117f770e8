"""One check's evidence in words for the student. Never names a hidden test's code or the reference."""

from __future__ import annotations

from grader.model import Evidence, Failure, Outcome, Source
from grader.show import clean, visible

MAX_OUTPUT, MAX_LINES = 2000, 20

_TITLES = {
    Outcome.TIMEOUT: "Your code",
    Outcome.MEMORY: "Your code",
    Outcome.CRASHED: "Your code",
}


def explain(evidence: Evidence, source: Source | None, titles: dict[str, str]) -> str | None:
    """What happened, where, in one or two sentences; None for a check that passed.

    `titles` are the titles of the lesson's checks, to name the one that blocks this one.
    """
    failure = evidence.failure or Failure()
    if evidence.outcome == Outcome.PASSED:
        return None
    if evidence.outcome == Outcome.SKIPPED:
        blocker = titles.get(evidence.blocked_by or "", evidence.blocked_by or "")
        return f"Not checked yet, because this has to hold first: {blocker}"
    if evidence.outcome == Outcome.NOT_ATTEMPTED:
        return failure.note
    if evidence.outcome == Outcome.FAULT:
        reason = failure.note or "The grader had a problem of its own here."
        return f"{reason} This is not your mistake; it will be graded again."
    if evidence.outcome == Outcome.FAILED:
        return _sentence(_wrong(failure))
    if evidence.outcome == Outcome.ERROR:
        return f"{failure.note}{_place(failure, source)}"
    return _sentence(f"{_TITLES[evidence.outcome]} {failure.note}")


def excerpt(output: str) -> str | None:
    """The first lines of what a submission printed, safe to show; None when it printed nothing."""
    lines = [clean(line) for line in output[:MAX_OUTPUT].splitlines()[:MAX_LINES]]
    return "\n".join(lines) or None


def _wrong(failure: Failure) -> str:
    parts = [failure.note] if failure.note else []
    if failure.expected is not None or failure.got is not None:
        where = f"at {failure.where}: " if failure.where else ""
        expected = "" if failure.expected is None else f"expected {failure.expected}, "
        parts.append(f"{where}{expected}got {failure.got}")
    return "; ".join(parts)


def _place(failure: Failure, source: Source | None) -> str:
    """The student's own line, quoted."""
    if source is None or failure.line < 1 or failure.cell >= len(source.cells):
        return ""
    lines = source.cells[failure.cell].split("\n")
    place = f"cell {failure.cell + 1}, line {failure.line}" if source.notebook else f"line {failure.line}"
    if failure.line > len(lines):
        return f" ({source.filename}, {place})"
    return f" ({source.filename}, {place}: {visible(lines[failure.line - 1].strip()[:120])})"


def _sentence(text: str) -> str:
    """With a capital, unless it begins with a mathematical name such as f, and with a full stop."""
    name = text[:1] != "a" and text[1:2] == " "
    return (text[:1] if name else text[:1].upper()) + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")
