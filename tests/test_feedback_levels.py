"""What a student sees at each level and in each place: every field holds a word of its own, and exactly these come out.

The lists are written out by hand, from `docs/result.md`. The places are the page, the text of a comment box elsewhere
(Markdown, or HTML) and the JSON view.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from test_report import Page

from grader.model import (
    CheckResult,
    Course,
    CourseLabel,
    Diagnosis,
    Feedback,
    Late,
    LateLesson,
    Lesson,
    LessonResult,
    Outcome,
    Result,
    SubmissionLabel,
)
from grader.report.html import feedback_comment, feedback_page
from grader.report.markdown import feedback_text
from grader.report.results import student_view, to_json

LEVELS: list[Feedback] = ["full", "hints", "score"]
COURSE = Course("ZcourseidZ", "ZcoursetitleZ", "ZcourseversionZ", "full", (Lesson("l", "t", "m"),), Path("ZrootZ"))
PLACES: dict[str, Callable[[Result], str]] = {
    "page": lambda view: feedback_page(COURSE, view),
    "text": lambda view: feedback_text(COURSE, view),
    "comment": feedback_comment,
    "json": lambda view: to_json(view).decode(),
}
READ = ["page", "text", "comment"]  # by people
BROKEN = [Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED]
NOT_HELD = [outcome for outcome in Outcome if outcome != Outcome.PASSED]

# Around the checks, at every level. The page and the text are of what a student needs; the rest is in the JSON.
ALWAYS = {
    "page": {"coursetitle", "student", "lessonid", "lessontitle"},
    "text": {"coursetitle", "student", "lessonid", "lessontitle"},
    "comment": {"lessonid", "lessontitle"},
    "json": {"resultcourse", "resultversion", "student", "lessonid", "lessontitle", "digest", "file", "submittedat"}
    | {"latelesson", "latedue"},
}
# A check: at every level its title; what else there is depends on the level.
CHECK = {
    "page": {"title"},
    "text": {"title"},
    "comment": {"title"},
    "json": {"title", "id"},
}
HINT = {"page": {"hint"}, "text": {"hint"}, "comment": {"hint"}, "json": {"hint", "blockedby"}}
DIAGNOSED = {
    "page": {"diagnosistitle", "diagnosishint"},
    "text": {"diagnosistitle", "diagnosishint"},
    "comment": {"diagnosistitle", "diagnosishint"},
    "json": {"hint", "blockedby", "diagnosistitle", "diagnosishint", "diagnosisid"},
}
EXAMPLE = {"argument", "value"}


def full_check(outcome: Outcome, hidden: bool = True, diagnosed: bool = True) -> CheckResult:
    """A check with a word in every field. Real ones that passed have no message, hint or example."""
    return CheckResult(
        id="ZidZ",
        title="ZtitleZ",
        outcome=outcome,
        points=0.0,
        max_points=4.0,
        hidden=hidden,
        message="ZmessageZ",
        hint="ZhintZ",
        counterexample={"ZargumentZ": "ZvalueZ"},
        diagnosis=Diagnosis("ZdiagnosisidZ", "ZdiagnosistitleZ", "ZdiagnosishintZ") if diagnosed else None,
        blocked_by="ZblockedbyZ",
    )


def full_result(*checks: CheckResult) -> Result:
    """A result with a word in every field that holds text."""
    lesson = LessonResult("ZlessonidZ", "ZlessontitleZ", "graded", 1, 9, list(checks), "ZoutputZ")
    return Result(
        schema="ZschemaZ",
        course=CourseLabel("ZresultcourseZ", "ZresultversionZ"),
        student="ZstudentZ",
        status="graded",
        score=1.0,
        max_score=9.0,
        submission=SubmissionLabel("ZdigestZ", ["ZfileZ"], "ZsubmittedatZ"),
        isolation=["ZisolationZ"],
        lessons=[lesson],
        late=Late(1, 2.0, {"ZlatelessonZ": LateLesson("ZlatedueZ", 1, 1.0, 2.0)}),
        notes=["ZnoteZ"],
    )


def words(text: str) -> set[str]:
    return set(re.findall(r"Z([a-z]+)Z", text))


def texts_in(value: Any) -> set[str]:
    """Every text in a document, names of arguments and lessons too."""
    if isinstance(value, dict):
        return {text for pair in value.items() for part in pair for text in texts_in(part)}
    if isinstance(value, list):
        return {text for item in value for text in texts_in(item)}
    return {value} if isinstance(value, str) else set()


def test_every_text_of_a_result_is_one_of_the_words() -> None:
    """A field that is added later fails here, until it is in the lists above."""
    document = msgspec.to_builtins(full_result(full_check(Outcome.FAILED)))
    assert words(" ".join(texts_in(document))) == {
        *ALWAYS["json"],
        *CHECK["json"],
        *DIAGNOSED["json"],
        *EXAMPLE,
        *("message", "output", "isolation", "note", "schema"),
    }
    for kind in (Result, LessonResult, CheckResult, Diagnosis, Late, LateLesson, SubmissionLabel, CourseLabel):
        values = [one for one in records(full_result(full_check(Outcome.FAILED))) if type(one) is kind]
        assert values
        for name in kind.__struct_fields__:
            assert getattr(values[0], name) is not None, name


def records(value: Any) -> list[msgspec.Struct]:
    """The record, and all records in it."""
    if isinstance(value, msgspec.Struct):
        inner = [one for name in value.__struct_fields__ for one in records(getattr(value, name))]
        return [value, *inner]
    if isinstance(value, dict | list):
        return [one for item in (value.values() if isinstance(value, dict) else value) for one in records(item)]
    return []


@pytest.mark.parametrize("diagnosed", [True, False])
@pytest.mark.parametrize("outcome", NOT_HELD)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("level", LEVELS)
def test_of_a_hidden_check_that_does_not_hold_exactly_this_is_shown(
    level: Feedback, place: str, outcome: Outcome, diagnosed: bool
) -> None:
    expected = ALWAYS[place] | CHECK[place]
    if level != "score":
        expected = expected | (DIAGNOSED if diagnosed else HINT)[place]
        if level == "full":
            expected = expected | EXAMPLE | {"message", "output"}
        elif outcome not in BROKEN:
            expected = expected | {"message"}  # blocked, not written, the grader's fault: no hidden value can be in it
    view = student_view(full_result(full_check(outcome, diagnosed=diagnosed)), level)
    assert words(PLACES[place](view)) == expected


@pytest.mark.parametrize("outcome", NOT_HELD)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("level", LEVELS)
def test_a_check_that_is_not_hidden_also_shows_its_example_and_message_at_hints(
    level: Feedback, place: str, outcome: Outcome
) -> None:
    expected = ALWAYS[place] | CHECK[place]
    if level != "score":
        expected = expected | DIAGNOSED[place] | EXAMPLE | {"message"}
    if level == "full":
        expected = expected | {"output"}
    view = student_view(full_result(full_check(outcome, hidden=False)), level)
    assert words(PLACES[place](view)) == expected


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("outcome", BROKEN)
def test_behind_a_hidden_check_a_visible_one_keeps_its_message_at_hints(outcome: Outcome, place: str) -> None:
    quiet = CheckResult("a", "b", Outcome.PASSED, 4, 4, True)
    view = student_view(full_result(quiet, full_check(outcome, hidden=False)), "hints")
    shown = PLACES[place](view)
    assert words(shown) == ALWAYS[place] | CHECK[place] | DIAGNOSED[place] | EXAMPLE
    assert view.lessons[0].checks[1].message in shown


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("place", READ)
def test_of_a_check_that_holds_the_title_is_enough(place: str, level: Feedback) -> None:
    view = student_view(full_result(full_check(Outcome.PASSED)), level)
    output = {"output"} if level == "full" else set()
    assert words(PLACES[place](view)) == ALWAYS[place] | CHECK[place] | output


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("place", PLACES)
def test_numbers_and_outcomes_are_shown_at_every_level(place: str, level: Feedback) -> None:
    check = replace(full_check(Outcome.TIMEOUT), points=0.0, max_points=7.25)
    whole = replace(full_result(check), score=1.5, max_score=33.5)
    whole = replace(whole, lessons=[replace(whole.lessons[0], score=2.75, max_score=9.125)])
    shown = PLACES[place](student_view(whole, level))
    for number in ("7.25", "1.5", "33.5", "2.75", "9.125"):
        assert number in shown
    assert ("timeout" if place == "json" else "took too long") in shown


CHECKS = [
    CheckResult("a", "Alpha holds.", Outcome.FAILED, 0, 4, True, "Expected 4, got 3.", "Own hint.", {"x": "2"}),
    CheckResult("b", "Beta holds.", Outcome.PASSED, 3, 3, True),
    CheckResult("c", "Gamma holds.", Outcome.SKIPPED, 0, 1, True, "Not checked yet", "Third hint.", blocked_by="a"),
    CheckResult("d", "Delta holds.", Outcome.PASSED, 2, 2, True),
    CheckResult("e", "Epsilon holds.", Outcome.PASSED, 1, 1, True),
]


def seen(place: str, view: Result) -> str:
    """What a reader sees, with spaces and line ends as one space."""
    shown = PLACES[place](view)
    return " ".join((shown if place == "text" else Page(shown.split("</style>")[-1]).text).split())


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("place", READ)
def test_what_holds_is_said_first_with_titles_and_points(place: str, level: Feedback) -> None:
    text = seen(place, student_view(full_result(*CHECKS), level))
    held = ["3 of 5 properties hold:", "Beta holds.", "3 / 3", "Delta holds.", "2 / 2", "Epsilon holds.", "1 / 1"]
    assert in_order(text, *held, "Alpha holds.", "does not hold", "Gamma holds.", "not checked yet")
    assert [text.count(check.title) for check in CHECKS] == [1] * 5


@pytest.mark.parametrize("place", READ)
def test_when_nothing_holds_there_is_no_empty_list(place: str) -> None:
    whole = student_view(full_result(CHECKS[0], CHECKS[2]), "full")
    assert "0 of 2 properties hold." in seen(place, whole)
    assert "<ul" not in PLACES[place](whole)
    assert "\n- " not in PLACES[place](whole)


@pytest.mark.parametrize("place", READ)
def test_a_diagnosis_gives_title_hint_and_the_simplest_example(place: str) -> None:
    diagnosis = Diagnosis("uphill", "Goes uphill instead of downhill.", "Which way is down?")
    whole = full_result(replace(CHECKS[0], diagnosis=diagnosis), *CHECKS[1:])
    parts = [diagnosis.title, diagnosis.hint, "Expected 4, got 3.", "for x = " + ("`2`" if place == "text" else "2")]
    text = seen(place, student_view(whole, "full"))
    assert in_order(text, "Alpha holds.", "What your code seems to do.", *parts)
    assert "Own hint." not in text  # one hint is enough, and this one knows more
    hinted = seen(place, student_view(whole, "hints"))
    assert in_order(hinted, "Alpha holds.", "What your code seems to do.", diagnosis.title, diagnosis.hint, "A wrong")
    assert not [part for part in parts[2:] if part in hinted]
    scored = seen(place, student_view(whole, "score"))
    assert not [part for part in [*parts, "What your code seems", "Hint"] if part in scored]


@pytest.mark.parametrize("place", READ)
def test_two_diagnoses_each_stand_with_their_own_check(place: str) -> None:
    one, two = Diagnosis("a", "Forgets the minus.", "Sign?"), Diagnosis("b", "Forgets to divide.", "Mean or sum?")
    last = replace(CHECKS[2], outcome=Outcome.FAILED, diagnosis=two)
    text = seen(place, full_result(replace(CHECKS[0], diagnosis=one), last))
    assert in_order(text, "Alpha holds.", one.title, one.hint, "Gamma holds.", two.title, two.hint)


CHEERS = re.compile(
    r"\b(all|everything|done|complete|correct|finished|congratulations|perfect|passed)\b", re.IGNORECASE
)


@pytest.mark.parametrize("outcome", NOT_HELD)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("place", READ)
def test_nothing_sounds_like_success_while_a_check_does_not_hold(place: str, level: Feedback, outcome: Outcome) -> None:
    failing = replace(CHECKS[0], outcome=outcome, message="m", hint="h")
    text = seen(place, student_view(full_result(*CHECKS[1:2], failing, *CHECKS[3:]), level))
    assert not CHEERS.search(text)
    assert "3 of 4 properties hold:" in text


@pytest.mark.parametrize("name", ["<b>1. x</b>", "*x*", "# x", "- x", "a | b"])
def test_titles_and_diagnoses_are_shown_and_not_obeyed(name: str) -> None:
    diagnosis = Diagnosis("id", name, name)
    whole = full_result(replace(CHECKS[1], title=name), replace(CHECKS[0], diagnosis=diagnosis))
    assert Page(feedback_page(COURSE, whole)).text.count(name) == 3
    text = feedback_text(COURSE, whole)
    assert not [line for line in text.splitlines() if line.removeprefix("- ").startswith(name)]
