"""Drawing a lesson's picture from the reference, or from a submission in a confined worker.

A lesson's `figure.py` is trusted: its `draw(submission)` calls the student's functions as a hidden test does, and what
they answer may be anything. `python -m grader.figures [COURSE]` draws every lesson's `figure.svg` anew.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grader.bodies import judge
from grader.cache import default_cache
from grader.collect import collect
from grader.course import is_students_copy, load_course
from grader.drawable import Questions, require_drawable
from grader.errors import CourseError, ExampleEnded, FigureError, GraderError, UsageError, WireError
from grader.exam import load_module, load_reference
from grader.layout import SUFFIXES
from grader.model import Course, Evidence, Failure, Isolation, Lesson, Outcome, Source
from grader.proxy import LocalSubmission, Submission
from grader.report.escape import one_line
from grader.report.explain import explain
from grader.show import clean, shown
from grader.sitting import Candidate
from grader.worker.nursery import Nursery, open_nursery

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Colours that can be told apart with any kind of colour vision (Okabe and Ito, "Color Universal Design", 2008).
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000")
STYLE: dict[Any, Any] = {
    "axes.prop_cycle": f"cycler('color', {list(PALETTE)})",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "savefig.dpi": 150,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "downslope",  # and names inside the file stay the same
}


@contextlib.contextmanager
def drawing(course: Course, lesson: Lesson, submission: Submission) -> Iterator[Figure]:
    """The lesson's figure of a submission, in a style of its own that no user's settings change; closed at the end.

    Raises `CourseError` when the lesson has no picture, and whatever `draw` raises.
    """
    import matplotlib

    matplotlib.use("Agg")  # no window, whatever this machine offers
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    path = course.root / "exercises" / lesson.id / "figure.py"
    if not path.is_file():
        raise CourseError(str(path), ["does not exist, so this lesson has no picture"])
    opened = set(pyplot.get_fignums())
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        try:
            module = load_module(path, f"downslope_figure_{lesson.module}")
            if not callable(getattr(module, "draw", None)):
                raise CourseError(str(path), ["has no function draw(submission)"])
            figure = module.draw(submission)
            if not isinstance(figure, Figure):
                raise CourseError(str(path), [f"draw returns {shown(figure)}, not a matplotlib figure"])
            yield figure
        finally:
            for number in set(pyplot.get_fignums()) - opened:
                pyplot.close(number)


def picture_kind(path: Path) -> str:
    """`.svg` or `.png`, as the name of a picture's file ends. `UsageError` for another ending."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"{path}: a picture is a .svg or a .png file. Let --out end in one of these.")
    return path.suffix.lower()


def write(path: Path, data: bytes) -> None:
    """Keep a picture. `UsageError` where no file can be written."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}). Choose another --out.") from None


def render(figure: Figure, kind: str) -> bytes:
    """The bytes of a `.svg` or `.png` file; equal for equal figures. To be called while the figure is being drawn."""
    data = io.BytesIO()
    figure.savefig(data, format=kind.removeprefix("."), metadata={"Date": None} if kind == ".svg" else None)
    return data.getvalue()


def draw_reference(course: Course, lesson: Lesson, kind: str = ".svg") -> bytes:
    """The picture as it should be. `CourseError` when it cannot be drawn, `UsageError` where there is no reference."""
    if is_students_copy(course.root):
        own = f"grader show {lesson.id} --submission exercises/{lesson.id}"
        raise UsageError(f"{course.root}: a student's copy of the course has no reference. Draw your own work: {own}")
    reference = LocalSubmission(load_reference(course, lesson))
    try:
        with drawing(course, lesson, reference) as figure:
            return render(figure, kind)
    except GraderError:
        raise
    except Exception as error:
        raise _broken(course, lesson, error) from error


def draw_submission(
    course: Course, lesson: Lesson, source: Source, nursery: Nursery, kind: str = ".svg"
) -> tuple[bytes, list[str]]:
    """The picture that a submission gives, and notes for whoever looks at it.

    `FigureError` when what the submission does or answers gives no picture.
    """
    with Candidate(nursery, lesson, source) as candidate:
        questions = Questions(candidate)
        try:
            with _quietly(), drawing(course, lesson, Submission(questions, objects=True)) as figure:
                require_drawable(figure)
                return render(figure, kind), questions.notes
        except ExampleEnded as error:
            outcome, failure = judge(error)
        except Exception as error:  # the one place where an answer may trip up the drawing
            if isinstance(error, GraderError) and not isinstance(error, WireError):
                raise
            if questions.latest is None:  # then no answer can be the reason
                raise _broken(course, lesson, error) from error
            problem = clean(f"{type(error).__name__}: {error}")
            note = f"no picture can be drawn from these answers ({problem}); the last was {questions.latest}"
            outcome, failure = Outcome.FAILED, Failure(note)
    reason = one_line(str(explain(Evidence("figure", outcome, failure), source, {})))
    raise FigureError(f"{lesson.id}: {reason} Next: pytest exercises/{lesson.id}, whose hints say what is asked for.")


def draw_path(
    course: Course, lesson: Lesson, path: Path, isolation: Isolation, kind: str = ".svg"
) -> tuple[bytes, list[str]]:
    """`draw_submission` of the one hand-in at `path`: a file, a folder or a zip."""
    named = any(path.stem == one.module for one in course.lessons)
    any_name = not named and path.suffix in SUFFIXES and os.path.isfile(path)  # then it is meant for this lesson
    found = collect([path], [lesson] if any_name else course.lessons, course.intake)
    if len(found) != 1:
        raise UsageError(f"{path}: {len(found)} submissions, and a picture shows one. Name one student's.")
    (submission,) = found
    if lesson.id in submission.unreadable:
        raise FigureError(f"{lesson.id}: {one_line(submission.unreadable[lesson.id])}")
    if lesson.id not in submission.sources:
        raise FigureError(f"{lesson.id}: there is no {lesson.module}.py in {path}. Name the file, or its folder.")
    with open_nursery(isolation) as nursery:
        nursery.secrets = (course.root / "solutions", course.root / "autograder_tests", default_cache(), path.resolve())
        return draw_submission(course, lesson, submission.sources[lesson.id], nursery, kind)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Without the warnings that odd numbers bring about: whoever looks at the picture cannot do anything about them."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _broken(course: Course, lesson: Lesson, error: Exception) -> CourseError:
    """A `figure.py` that fails by itself, with its own last line."""
    path = course.root / "exercises" / lesson.id / "figure.py"
    frames: Sequence[traceback.FrameSummary] = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(path)]
    place = f"line {lines[-1]}: " if lines else ""
    return CourseError(str(path), [f"{place}draw fails with {type(error).__name__}: {error}"])


def main() -> None:
    """Draw every lesson's `figure.svg` anew."""
    try:
        course = load_course(Path(sys.argv[1] if len(sys.argv) > 1 else "."))
        for lesson in course.lessons:
            path = course.root / "exercises" / lesson.id / "figure.svg"
            path.write_bytes(draw_reference(course, lesson))
            print(path)
    except GraderError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
