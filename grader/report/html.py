"""Results as web pages: one for each student, one for the class; and as the text of a comment box on another page.

Every value is made visible, then escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from urllib.parse import quote

import jinja2
import markupsafe

from grader.items import Flag, Item
from grader.model import Course, Lesson, Outcome, Result
from grader.report.items import FLAG_WORDS, number, times
from grader.report.table import first_to_fix, points
from grader.show import visible

OUTCOME_WORDS = {
    Outcome.PASSED: "holds",
    Outcome.FAILED: "does not hold",
    Outcome.ERROR: "exception",
    Outcome.TIMEOUT: "took too long",
    Outcome.MEMORY: "too much memory",
    Outcome.CRASHED: "process ended",
    Outcome.NOT_ATTEMPTED: "not started",
    Outcome.SKIPPED: "not checked yet",
    Outcome.FAULT: "to be graded again",
}


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.report"),
        autoescape=True,
        auto_reload=False,
        finalize=lambda value: visible(str(value)) if isinstance(value, str) else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    style, _, _ = environment.loader.get_source(environment, "style.css")  # type: ignore[union-attr]
    environment.globals["style"] = markupsafe.Markup(style)
    environment.filters.update(points=points, words=OUTCOME_WORDS.__getitem__, fix=first_to_fix, quote=quote)
    environment.filters.update(number=number, times=times, flag=FLAG_WORDS.__getitem__)
    return environment


def feedback_page(course: Course, view: Result) -> str:
    """One student's page, made from the student's view of the result."""
    return _environment().get_template("feedback.html").render(course=course, result=view)


def feedback_comment(view: Result) -> str:
    """What the student's page says, as a piece of HTML in one line, made from the student's view of the result.

    It holds no quote, and its end is a tag. Some readers of CSV, PHP's for one, do not end a cell at a quote behind a
    backslash: then a student's text could reach into the rows of others.
    """
    text = _environment().get_template("comment.html").render(result=view)
    return " ".join(text.split("\n")).strip()


def report_page(
    course: Course,
    lessons: Sequence[Lesson],
    results: Iterable[Result],
    count: int,
    notes: Sequence[str],
    items: Callable[[], Sequence[Item]] = list,
) -> Iterator[str]:
    """The class on one page, for the instructor, with a link to each student's page. In pieces, for large classes.

    `items` is asked for the item analysis when the results have been gone through. It is shown if it says anything.
    """

    def worth_showing() -> Sequence[Item]:
        found = items()
        return found if any(Flag.FEW not in item.flags for item in found) else ()

    template = _environment().get_template("report.html")
    return template.generate(
        course=course, lessons=lessons, results=results, count=count, notes=notes, items=worth_showing
    )
