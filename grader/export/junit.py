"""JUnit XML as pytest writes it, for dashboards: a suite for each student and lesson, a case for each check.

Times are not in it, because results have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from grader.export.options import Options
from grader.model import CheckResult, LessonResult, Outcome, Result
from grader.report.html import OUTCOME_WORDS
from grader.report.results import student_view
from grader.report.table import points
from grader.show import visible

_SKIPPED = (Outcome.SKIPPED, Outcome.NOT_ATTEMPTED)
_UNGRADED = "The grader had a problem of its own here. Grade again."


def document(results: Iterable[Result], ending: str, options: Options) -> tuple[str, list[str]]:
    """The document. Messages are what the student may see at the level of feedback."""
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="grader">\n']
    for result in results:
        view = student_view(result, options.feedback or "score")
        parts += [ElementTree.tostring(suite, "unicode") + "\n" for suite in _suites(view)]
    return "".join([*parts, "</testsuites>\n"]), []


def _suites(view: Result) -> Iterator[ElementTree.Element]:
    for lesson in view.lessons:
        cases = [_case(view.student, lesson, check) for check in lesson.checks] or [_no_case(view.student, lesson)]
        suite = ElementTree.Element("testsuite", name=visible(f"{view.student}/{lesson.id}"))
        for count, tag in (("errors", "error"), ("failures", "failure"), ("skipped", "skipped")):
            suite.set(count, str(sum(case.find(tag) is not None for case in cases)))
        suite.set("tests", str(len(cases)))
        if lesson.status != "ungraded":
            _properties(suite, {"score": points(lesson.score), "max_score": points(lesson.max_score)})
        suite.extend(cases)
        yield suite


def _case(student: str, lesson: LessonResult, check: CheckResult) -> ElementTree.Element:
    case = _empty_case(student, lesson, check.id)
    earned = {} if check.outcome == Outcome.FAULT else {"points": points(check.points)}
    _properties(case, {"outcome": str(check.outcome), **earned, "max_points": points(check.max_points)})
    if check.outcome == Outcome.PASSED:
        return case
    message = visible(check.message or OUTCOME_WORDS[check.outcome])
    if check.outcome in _SKIPPED:
        what = ElementTree.SubElement(case, "skipped", type=f"grader.{check.outcome}", message=message)
    else:
        what = ElementTree.SubElement(case, "error" if check.outcome == Outcome.FAULT else "failure", message=message)
    what.text = "\n".join(_said(check))
    return case


def _no_case(student: str, lesson: LessonResult) -> ElementTree.Element:
    """A lesson that lost its checks must not look like one that has none."""
    case = _empty_case(student, lesson, "not_graded")
    ElementTree.SubElement(case, "error", message=_UNGRADED).text = _UNGRADED
    return case


def _empty_case(student: str, lesson: LessonResult, name: str) -> ElementTree.Element:
    return ElementTree.Element("testcase", classname=visible(f"{student}.{lesson.id}"), name=visible(name))


def _properties(parent: ElementTree.Element, values: dict[str, str]) -> None:
    properties = ElementTree.SubElement(parent, "properties")
    for name, value in values.items():
        ElementTree.SubElement(properties, "property", name=name, value=value)


def _said(check: CheckResult) -> Iterator[str]:
    """What the student's page says of a check, as lines."""
    yield visible(check.title)
    if check.diagnosis:
        yield visible(f"What your code seems to do: {check.diagnosis.title}")
    if check.message:
        yield visible(check.message)
    for name, value in (check.counterexample or {}).items():
        yield visible(f"{name} = {value}")
    hint = check.diagnosis.hint if check.diagnosis else check.hint
    if hint:
        yield visible(f"Hint: {hint}")
