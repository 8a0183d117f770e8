"""An audit as a table for the terminal, as JSON, and as the page docs/validity.md."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from grader.errors import UsageError
from grader.findings import Audit, LessonAudit, Problem, Survivor
from grader.report.escape import markdown, markdown_code, one_line

_HEADER = ["lesson", "checks", "right", "false alarms", "wrong", "caught", "best trivial", "problems"]


def audit_table(found: Audit) -> Iterator[str]:
    """One row for each lesson; below them every mutant that survives, and every problem with what to do about it."""
    with_mutants = any(lesson.mutants for lesson in found.lessons)
    rows = [[*_HEADER, *(["mutants", "survived"] if with_mutants else [])]]
    for one in found.lessons:
        numbers = [one.checks, one.correct, one.false_alarms, one.wrong, one.caught]
        row = [one.id, *map(str, numbers), percent(one.best_trivial), str(len(one.problems))]
        rows.append(row + (_mutants(one) if with_mutants else []))
    widths = [max(map(len, column)) for column in zip(*rows)]
    rows.insert(1, ["-" * width for width in widths])
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:]))]
        yield "  ".join(cells).rstrip()
    for one, survivor in _survivors(found):
        yield ""
        yield f"{survivor.file}: a mutant survives: {one_line(str(survivor))}"
        yield f"    {one.id}: {one_line(survivor.seen_by)}"
    for problem in found.all_problems():
        yield ""
        yield f"{problem.file}: {one_line(problem.what)}"
        yield f"    {one_line(problem.what_to_do)}"


def audit_json(found: Audit) -> bytes:
    """The document `grader.audit/1`, indented, ending in a newline; equal audits give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def validity_page(found: Audit, today: date) -> str:
    """The page in Markdown. Apart from the day and the versions, equal audits give equal pages."""
    lessons = found.lessons
    versions = ", ".join(f"{name} {text}" for name, text in found.versions.items())
    count = len(found.all_problems())
    state = "Everything holds." if found.holds else f"{count} {'problem is' if count == 1 else 'problems are'} open."
    parts = [
        "# Are the hidden tests right?",
        "Written by `grader audit --write`; do not edit it. [What each number means, and how to mend what does not "
        "hold](audit.md).",
        f"Audited on {today.isoformat()}: {_course(found)}, with {versions} "
        f"and Python {platform.python_version()}. {state}",
        "\n".join(_summary(found)),
        "## Lesson by lesson",
        "\n".join(_table(_LESSON_HEADER, [_lesson_row(one) for one in lessons])),
    ]
    mutated = [(one, one.mutants) for one in lessons if one.mutants is not None]
    if mutated:
        rows = [[one.id, *map(str, (m.killed, m.survived, m.equivalent, m.open, m.draws)), _share(m.killed, m.survived)]
                for one, m in mutated]  # fmt: skip
        parts += ["## Automatic mutants", "\n".join(_table(_MUTANTS_HEADER, rows))]
    survivors = [f"- {markdown_code(one.file)}, {markdown_code(str(one))}" for _, one in _survivors(found)]
    if survivors:
        parts += ["These survive: each is a hole in the hidden tests.", "\n".join(survivors)]
    diagnosed = [(one, one.diagnosis) for one in lessons if one.diagnosis is not None]
    if diagnosed:
        rows = [[one.id, str(d.wrong), str(d.named_rightly), str(d.others), str(d.named_wrongly)]
                for one, d in diagnosed]  # fmt: skip
        parts += ["## Diagnosis", "\n".join(_table(_DIAGNOSIS_HEADER, rows))]
    left_out = [name for name, some in (("`--mutants`", mutated), ("`--diagnosis`", diagnosed)) if not some]
    if left_out:
        parts.append(f"Not asked in this run: {' and '.join(left_out)}.")
    if count:
        parts += ["## Open problems", "\n".join(f"- {_in_markdown(problem)}" for problem in found.all_problems())]
    return "\n\n".join(parts) + "\n"


def write_validity(found: Audit, root: Path, today: date) -> Path:
    """Write the page into the course's `docs/`, and say where that is."""
    path = root / "docs" / "validity.md"
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(validity_page(found, today), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}).") from None
    return path


_LESSON_HEADER = ["lesson", "checks", "examples", "right answers", "false alarms", "misconceptions", "caught",
                  "wrong predictions", "caught", "trivial answers", "best of them"]  # fmt: skip
_MUTANTS_HEADER = ["lesson", "killed", "survived", "equivalent", "open", "draws", "killed of those that differ"]
_DIAGNOSIS_HEADER = ["lesson", "rewritten misconceptions", "named rightly", "other answers", "named wrongly"]


def _course(found: Audit) -> str:
    return f"{markdown(found.course.id)} {markdown(found.course.version)}"


def percent(share: float) -> str:
    """A share as `7.5 %`."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _summary(found: Audit) -> Iterator[str]:
    def total(field: str) -> int:
        return sum(getattr(one, field) for one in found.lessons)

    yield f"- {total('gradings')} gradings of specimens, with {found.keys} keys: a different paper for each."
    yield f"- {total('caught')} of {total('wrong')} misconceptions fail the check that they name, with every key."
    yield f"- {total('correct')} right answers (references, other styles) cause {total('false_alarms')} false alarms."
    yield f"- {total('predictions_caught')} of {total('predictions')} wrong predictions are caught."
    best = max((one.best_trivial for one in found.lessons), default=0.0)
    yield f"- Answers that need no thought earn {percent(best)} of a lesson at most."
    mutants = [one.mutants for one in found.lessons if one.mutants is not None]
    if mutants:
        killed, survived = sum(m.killed for m in mutants), sum(m.survived for m in mutants)
        equivalent, are_open = sum(m.equivalent for m in mutants), sum(m.open for m in mutants)
        others = f"{equivalent} others are equivalent, {are_open} open"
        yield f"- {_share(killed, survived)} of {killed + survived} mutants are killed; {others} (see below)."
    rates = [one.diagnosis for one in found.lessons if one.diagnosis is not None]
    if rates:
        rightly, wrong = sum(d.named_rightly for d in rates), sum(d.wrong for d in rates)
        wrongly, other = sum(d.named_wrongly for d in rates), sum(d.others for d in rates)
        yield f"- {rightly} of {wrong} rewritten mistakes are named rightly; {wrongly} of {other} others, wrongly."


def _lesson_row(one: LessonAudit) -> list[str]:
    numbers = [one.checks, one.examples, one.correct, one.false_alarms, one.wrong, one.caught]
    numbers += [one.predictions, one.predictions_caught, one.trivial]
    return [one.id, *map(str, numbers), percent(one.best_trivial)]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(row)} |"


def _mutants(one: LessonAudit) -> list[str]:
    made = one.mutants
    return ["", ""] if made is None else [str(made.killed + made.survived), str(made.survived)]


def _survivors(found: Audit) -> Iterator[tuple[LessonAudit, Survivor]]:
    for one in found.lessons:
        for survivor in one.mutants.survivors if one.mutants is not None else ():
            yield one, survivor


def _share(killed: int, survived: int) -> str:
    return percent(killed / (killed + survived)) if killed + survived else "-"


def _in_markdown(problem: Problem) -> str:
    return f"{markdown_code(problem.file)}: {markdown(problem.what)}"
