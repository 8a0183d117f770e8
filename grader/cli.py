"""The command line: parse, call, print, exit code. No grading happens here.

Exit codes: 0 all were graded, however badly; 1 some are ungraded; 2 wrong usage or a broken course.
"""

from __future__ import annotations

import enum
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader import __version__
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from grader.model import Result

BAR_FROM = 4  # submissions; fewer are done before a progress bar could be read

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


class FeedbackLevel(enum.StrEnum):
    """How much a student sees of a failing check."""

    FULL = "full"
    HINTS = "hints"
    SCORE = "score"


class IsolationLevel(enum.StrEnum):
    """How strongly submissions must be confined."""

    STRICT = "strict"
    AUTO = "auto"
    PROCESS = "process"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"downslope {__version__}")
        raise typer.Exit


@app.callback()
def grader(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Grade submissions of a course in confined processes."""


@app.command("grade")
def grade_command(
    submissions: Annotated[
        list[Path],
        typer.Argument(metavar="SUBMISSIONS...", help="Files, students' folders, folders of those, or .zip."),
    ],
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
    lesson: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this lesson; may be repeated.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the results go. [default: graded]")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Grader processes. [default: one per core]")] = None,
    feedback: Annotated[FeedbackLevel | None, typer.Option(help="What students see. [default: course.yml]")] = None,
    key_file: Annotated[Path | None, typer.Option(help="The secret that the examples are drawn from.")] = None,
    isolation: Annotated[IsolationLevel, typer.Option(help="What must confine submissions.")] = IsolationLevel.STRICT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one submission's result and nothing else.")] = False,
) -> None:
    """Grade submissions: results and feedback into a folder, a table on the screen."""
    from grader.batch import Assignment, default_jobs, grade_all
    from grader.collect import collect
    from grader.course import load_course, pick_lessons
    from grader.exam import read_key
    from grader.report.output import Output
    from grader.report.results import student_view, to_json
    from grader.report.table import table

    loaded = load_course(course)
    lessons = pick_lessons(loaded, lesson or [])
    found = collect(submissions, lessons, loaded.intake)
    if as_json and len(found) != 1:
        raise UsageError(f"--json prints one result, and there are {len(found)} submissions. Leave --json out.")
    level = feedback.value if feedback is not None else loaded.feedback
    output = Output(out or Path("graded"), loaded, lessons, level) if out or not as_json else None
    names = tuple(one.id for one in lessons)
    private = tuple(path.resolve() for path in [*submissions, *([key_file] if key_file else []), out or Path("graded")])
    assignment = Assignment(course.resolve(), names, read_key(key_file), isolation.value, private)
    results = []
    for result in _with_progress(grade_all(found, assignment, jobs or default_jobs()), len(found)):
        results.append(result)
        if output is not None:
            output.add(result)
    results.sort(key=lambda result: result.student)
    if output is not None:
        output.finish(results)
    if as_json:
        shown = results[0] if feedback is None else student_view(results[0], feedback.value)
        sys.stdout.buffer.write(to_json(shown))
    else:
        print(table(results, lessons))
        for note in assignment.notes():
            print(f"note: {note}", file=sys.stderr)
        if output is not None:
            print(f"results, grades.csv and feedback are in {output.folder}", file=sys.stderr)
    if any(result.status == "ungraded" for result in results):
        raise typer.Exit(1)


def _with_progress(results: Iterator[Result], count: int) -> Iterable[Result]:
    """The same results; on a terminal, a bar on stderr for more than a few."""
    if count < BAR_FROM or not sys.stderr.isatty():
        return results
    from rich.console import Console
    from rich.progress import track

    return track(results, "grading", count, console=Console(stderr=True), transient=True)


def main() -> None:
    """The `grader` command."""
    # One thread for linear algebra: the same last digits on every run, and no fight over the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):  # a file or pipe of Windows may lack the letters of a name
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("grader: stopped; what was graded so far has been written", file=sys.stderr)
        sys.exit(130)
