"""The command line: parse, call, print, exit code. No grading happens here.

Exit codes: 0 all were graded, however badly; 1 some are ungraded; 2 wrong usage or a broken course; 130 Ctrl-C.
"""

from __future__ import annotations

import contextlib
import enum
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader import __version__
from grader.errors import GraderError, Unfinished, UsageError

if TYPE_CHECKING:
    from grader.model import Result

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


class DownloadFrom(enum.StrEnum):
    """Whose download the submissions are."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    NBGRADER = "nbgrader"
    GIT = "git"


class ExportFormat(enum.StrEnum):
    """What can be made of a graded class."""

    ITEMS = "items"
    CANVAS = "canvas"
    MOODLE = "moodle"
    CSV = "csv"
    JUNIT = "junit"


class UserKey(enum.StrEnum):
    """By what Moodle can tell its users apart."""

    ID = "id"
    IDNUMBER = "idnumber"
    EMAIL = "email"
    USERNAME = "username"


class HiddenChecks(enum.StrEnum):
    """When Gradescope shows students what became of checks that are hidden."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


class PackageTarget(enum.StrEnum):
    """The platforms that an exam can be packaged for."""

    GRADESCOPE = "gradescope"
    NBGRADER = "nbgrader"
    OTTER = "otter"


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
        typer.Argument(metavar="SUBMISSIONS...", help="Files, students' folders, folders of those, .zip, downloads."),
    ],
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
    lesson: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this lesson; may be repeated.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the results go. [default: graded]")] = None,
    platform: Annotated[
        DownloadFrom | None, typer.Option("--from", help="Whose download they are. [default: recognised]")
    ] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Grader processes. [default: one per core]")] = None,
    feedback: Annotated[FeedbackLevel | None, typer.Option(help="What students see. [default: course.yml]")] = None,
    key_file: Annotated[Path | None, typer.Option(help="The secret that the examples are drawn from.")] = None,
    isolation: Annotated[IsolationLevel, typer.Option(help="What must confine submissions.")] = IsolationLevel.STRICT,
    cluster: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Grade on this Dask cluster.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was graded into this folder before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one submission's result and nothing else.")] = False,
) -> None:
    """Grade submissions: results and feedback into a folder, a table on the screen.

    What was graded before and has not changed is kept. A run that was stopped goes on when it is started again.
    """
    from grader.worker.launch import has_zygote, launch

    # It warms up while the rest is imported.
    with launch() if has_zygote() and cluster is None else contextlib.nullcontext() as launched:
        from grader.collect import find
        from grader.course import load_course, pick_lessons
        from grader.crew import default_jobs, open_crew
        from grader.desk import Assignment
        from grader.exam import read_key
        from grader.students import read_times

        loaded = load_course(course)
        lessons = pick_lessons(loaded, lesson or [])
        times = read_times(loaded)
        found = find(
            submissions,
            lessons,
            loaded.intake,
            platform.value if platform is not None else None,
            tell=lambda note: print(f"note: {note}", file=sys.stderr),
        )
        if as_json and len(found) != 1:
            raise UsageError(f"--json prints one result, and there are {len(found)} submissions. Leave --json out.")
        folder = out or Path("graded")
        private = tuple(path.resolve() for path in [*submissions, *([key_file] if key_file else []), folder])
        names = tuple(one.id for one in lessons)
        assignment = Assignment(course.resolve(), names, read_key(key_file), isolation.value, private)
        exam = assignment.digest()  # sets the exam: a broken course is noticed before anything is forgotten
        crew = open_crew(assignment, jobs or default_jobs(), cluster, len(found), launched)
        if as_json and out is None:
            from grader.run import grade_alone

            with crew:
                result = grade_alone(found[0], assignment, crew, times)
            _print_json(result, feedback)
            raise typer.Exit(int(result.status == "ungraded"))

        from grader.gradebook import Gradebook
        from grader.progress import RunProgress
        from grader.report.output import Output
        from grader.report.table import table
        from grader.run import grade_class

        level = feedback.value if feedback is not None else loaded.feedback
        with crew, Gradebook(folder, fresh) as gradebook:
            output = Output(folder, loaded, lessons, level)
            if fresh:
                output.clear()
            try:
                with RunProgress(len(found)) as progress:
                    results = grade_class(found, assignment, crew, gradebook, output, times, progress.seen)
            except KeyboardInterrupt:
                said = f"stopped after {progress.seen_so_far} of {len(found)}; what was graded is kept in {folder}"
                print(f"grader: {said}. Run the same command again to go on.", file=sys.stderr)
                raise typer.Exit(130) from None
            if as_json:
                _print_json(next(iter(results)), feedback)
            else:
                for line in table(results, lessons):
                    print(line)
                for note in [*assignment.notes(), *_about_others(gradebook.graded_against_others(exam))]:
                    print(f"note: {note}", file=sys.stderr)
                kept = f" ({progress.kept} of {len(found)} kept from an earlier run)" if progress.kept else ""
                print(f"results, grades.csv and feedback are in {folder}{kept}", file=sys.stderr)
            if progress.counts["ungraded"]:
                raise typer.Exit(1)


@app.command("show")
def show_command(
    lesson: Annotated[str, typer.Argument(metavar="LESSON", help="Its id, number or module: 03, for example.")],
    submission: Annotated[Path | None, typer.Option(help="Draw this one. [default: the reference]")] = None,
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
    out: Annotated[Path | None, typer.Option(help="A .svg or .png file. [default: LESSON.svg]")] = None,
    isolation: Annotated[IsolationLevel, typer.Option(help="What must confine submissions.")] = IsolationLevel.STRICT,
) -> None:
    """Draw a lesson's picture, from the reference or from a student's own functions.

    Exit code 1: the submission gives no picture, and one message says why.
    """
    os.environ["MPLBACKEND"] = "Agg"  # no window; and a setting that matplotlib does not know would stop it
    from grader.course import find_lesson, load_course
    from grader.errors import FigureError
    from grader.figures import draw_path, draw_reference, picture_kind, write

    loaded = load_course(course)
    shown = find_lesson(loaded, lesson)
    path = out or Path(f"{shown.id}.svg")
    kind = picture_kind(path)
    notes: list[str] = []
    try:
        if submission is None:
            data = draw_reference(loaded, shown, kind)
        else:
            data, notes = draw_path(loaded, shown, submission, isolation.value, kind)
    except FigureError as error:
        print(f"grader: {error}", file=sys.stderr)
        raise typer.Exit(1) from None
    write(path, data)
    print(path)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


@app.command("release")
def release_command(
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is empty or not there yet.")],
    notebooks: Annotated[bool, typer.Option("--notebooks", help="Each lesson as a notebook too.")] = False,
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
) -> None:
    """Write what students get: exercises, visible tests and the engine, nothing hidden."""
    from grader.course import load_course
    from grader.release import release

    left_out = release(load_course(course), target, notebooks)
    print(target)
    for name in left_out:
        print(f"note: {name} is left out: no file of a lesson has this name", file=sys.stderr)


@app.command("export")
def export_command(
    name: Annotated[ExportFormat, typer.Argument(metavar="FORMAT", help="items, canvas, moodle, csv or junit.")],
    graded: Annotated[Path, typer.Argument(metavar="[GRADED]", help="The folder that `grader grade` wrote.")] = Path(
        "graded"
    ),
    out: Annotated[Path | None, typer.Option(help="The file. [default for items: a table here]")] = None,
    gradebook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="canvas: its exported gradebook; moodle: a grading worksheet.")
    ] = None,
    column: Annotated[str | None, typer.Option(metavar="TITLE", help="canvas: the column to fill.")] = None,
    new: Annotated[str | None, typer.Option(metavar="TITLE", help="canvas: make a new assignment.")] = None,
    scale: Annotated[
        bool | None, typer.Option("--scale/--no-scale", help="canvas, moodle: convert scores to its points, or do not.")
    ] = None,
    key: Annotated[UserKey | None, typer.Option(help="moodle: what students' names are. [default: username]")] = None,
    feedback: Annotated[
        FeedbackLevel | None, typer.Option(help="moodle, junit: how much is said. [default: as in GRADED/feedback]")
    ] = None,
    course: Annotated[Path | None, typer.Option(help="canvas: where course.yml has the column's title.")] = None,
) -> None:
    """Make a graded class into a file for other programs. What is left out is listed."""
    from grader.export import export
    from grader.export.options import Options

    options = Options(
        gradebook=gradebook,
        column=column,
        new=new,
        scale=scale,
        key=None if key is None else key.value,
        feedback=None if feedback is None else feedback.value,
        course=course,
    )
    text, notes = export(name.value, graded, out, options)
    print(out if out is not None else text, end="\n" if out is not None else "")
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


@app.command("package")
def package_command(
    target: Annotated[PackageTarget, typer.Argument(metavar="TARGET", help="gradescope, otter or nbgrader.")],
    lesson: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this lesson; may be repeated.")] = None,
    out: Annotated[Path, typer.Option(help="The folder that the package goes into.")] = Path("packages"),
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
    key_file: Annotated[Path | None, typer.Option(help="The secret that the examples are drawn from.")] = None,
    feedback: Annotated[FeedbackLevel | None, typer.Option(help="What students see. [default: course.yml]")] = None,
    isolation: Annotated[IsolationLevel, typer.Option(help="What must confine submissions.")] = IsolationLevel.AUTO,
    hidden_checks: Annotated[
        HiddenChecks | None, typer.Option(help="gradescope: when students see those. [default: visible]")
    ] = None,
) -> None:
    """Make the package that a learning platform grades with. It holds hidden tests: give it to nobody else."""
    from grader.course import load_course
    from grader.exam import read_key
    from grader.package import batches, package

    if hidden_checks is not None and target != PackageTarget.GRADESCOPE:
        raise UsageError("--hidden-checks is Gradescope's. For other platforms choose a --feedback level.")
    shown = hidden_checks or HiddenChecks.VISIBLE
    key = read_key(key_file)
    level = feedback.value if feedback is not None else load_course(course).feedback
    notes: dict[str, None] = {}
    for lessons in batches(target.value, course, lesson or []):
        made = package(target.value, course, lessons, key, out, level, isolation.value, shown.value)
        print(made.path)
        notes |= dict.fromkeys(made.notes)
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


@app.command("audit")
def audit_command(
    lesson: Annotated[
        list[str] | None, typer.Argument(metavar="LESSON...", help="Ids, numbers or modules. [default: all]")
    ] = None,
    course: Annotated[Path, typer.Option(help="The folder with course.yml.")] = Path("."),
    keys: Annotated[int, typer.Option(min=1, help="Papers that each specimen is graded with.")] = 2,
    jobs: Annotated[int | None, typer.Option(min=1, help="Grader processes. [default: one per core]")] = None,
    isolation: Annotated[IsolationLevel, typer.Option(help="What must confine specimens.")] = IsolationLevel.STRICT,
    mutants: Annotated[bool, typer.Option("--mutants", help="Make and grade automatic mutants too.")] = False,
    part: Annotated[str, typer.Option(metavar="I/N", help="Of the mutants, the I-th of N parts.")] = "1/1",
    diagnosis: Annotated[bool, typer.Option("--diagnosis", help="Measure how well mistakes are named, too.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Write docs/validity.md, beside course.yml, from this run.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the audit as JSON and nothing else.")] = False,
) -> None:
    """Grade the grader: is what is right found right, and every known mistake caught?

    Exit code 1: something does not hold; every problem says what to do.
    """
    from datetime import UTC, datetime

    from grader.audit import Investigation, audit
    from grader.course import load_course, pick_lessons
    from grader.crew import default_jobs
    from grader.progress import RunProgress
    from grader.report.audit import audit_json, audit_table, write_validity

    loaded = load_course(course)
    if write and lesson:
        raise UsageError("--write describes the whole course. Leave the lessons out.")
    turn, _, parts = part.partition("/")
    if not (turn.isdecimal() and parts.isdecimal() and 1 <= int(turn) <= int(parts)):
        raise UsageError(f"--part {part}: must be like 3/10, the third of ten parts.")
    lessons = pick_lessons(loaded, lesson or [])
    if write and parts != "1":
        raise UsageError("--write describes all mutants. Leave --part out.")
    chosen = (int(turn) - 1, int(parts)) if mutants else None
    case = Investigation(loaded, lessons, keys)
    with RunProgress(case.expected) as progress:
        found = audit(case, jobs or default_jobs(), isolation.value, chosen, diagnosis, progress.seen)
    if as_json:
        sys.stdout.buffer.write(audit_json(found))
    else:
        for line in audit_table(found):
            print(line)
    if write:
        print(write_validity(found, loaded.root, datetime.now(UTC).date()), file=sys.stderr)
    if not found.holds:
        raise typer.Exit(1)


def _print_json(result: Result, feedback: FeedbackLevel | None) -> None:
    """The instructor's document, or with an explicit level the student's view of it."""
    from grader.report.results import student_view, to_json

    sys.stdout.buffer.write(to_json(result if feedback is None else student_view(result, feedback.value)))


def _about_others(count: int) -> list[str]:
    """What to say of students in the gradebook who were not handed in now and have a verdict of another exam."""
    if not count:
        return []
    whose = "1 student has a verdict" if count == 1 else f"{count} students have verdicts"
    return [f"{whose} of another exam (course, lessons or key). Name their submissions too, or use --fresh."]


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
        sys.exit(1 if isinstance(error, Unfinished) else 2)
    except KeyboardInterrupt:
        print("grader: stopped before anything was graded", file=sys.stderr)
        sys.exit(130)
