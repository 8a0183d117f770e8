"""What a student sees of a result: an allow-list, field by field and level by level."""

from __future__ import annotations

import msgspec
import pytest
from test_report import COURSE, FAILED, SKIPPED, VISIBLE, Page, result

from grader.model import CheckResult, CourseLabel, Diagnosis, Feedback, LessonResult, Outcome, Result, SubmissionLabel
from grader.report.html import feedback_page
from grader.report.markdown import feedback_text
from grader.report.results import student_view, to_json

SEES = {
    # level: fields of a failed hidden check that stay as they are; the message has its own words at `hints`
    "full": {"hint", "diagnosis", "blocked_by", "message", "counterexample"},
    "hints": {"hint", "diagnosis", "blocked_by"},
    "score": set(),
}
ALWAYS = {"id", "title", "outcome", "points", "max_points", "hidden"}


@pytest.mark.parametrize("level", ["full", "hints", "score"])
def test_a_student_sees_of_a_hidden_check_what_the_level_allows_field_by_field(level: Feedback) -> None:
    check = student_view(result(), level).lessons[0].checks[0]
    for field in CheckResult.__struct_fields__:
        kept = field in ALWAYS | SEES[level]
        expected = (
            getattr(FAILED, field) if kept else "A wrong answer." if (level, field) == ("hints", "message") else None
        )
        assert getattr(check, field) == expected, field


def test_at_hints_a_visible_check_is_shown_whole_and_a_skipped_one_names_its_blocker() -> None:
    seen, skipped = student_view(result(VISIBLE, SKIPPED), "hints").lessons[0].checks
    assert (seen, skipped) == (VISIBLE, SKIPPED)


def test_at_hints_a_visible_check_that_is_sat_after_a_hidden_one_does_not_tell_what_that_one_asked() -> None:
    told = msgspec.structs.replace(VISIBLE, outcome=Outcome.ERROR, message="ValueError: the hidden x was 7.25")
    first, _, last = student_view(result(VISIBLE, FAILED, told), "hints").lessons[0].checks
    assert first == VISIBLE
    assert last == msgspec.structs.replace(told, message="Your code raised an exception.")


@pytest.mark.parametrize("level", ["full", "hints", "score"])
def test_only_at_full_a_student_sees_what_the_code_printed_during_hidden_checks(level: Feedback) -> None:
    whole = result()
    lessons = [msgspec.structs.replace(lesson, output="w = [0.25]") for lesson in whole.lessons]
    view = student_view(msgspec.structs.replace(whole, lessons=lessons), level)
    assert [lesson.output for lesson in view.lessons] == ["w = [0.25]" if level == "full" else None] * 2
    assert ("w = [0.25]" in Page(feedback_page(COURSE, view)).text) == (level == "full")


def grown(record: msgspec.Struct) -> msgspec.Struct:
    """The record, of a class that has got another field since."""
    kind = type(record)
    options = {"bases": (kind,), "frozen": True, "kw_only": True}
    later = msgspec.defstruct(kind.__name__, [("later", str, "SECRET")], **options)  # type: ignore[call-overload]
    return later(**{name: getattr(record, name) for name in kind.__struct_fields__})


@pytest.mark.parametrize("level", ["full", "hints", "score"])
def test_a_field_that_a_record_gets_later_is_not_shown_until_it_is_allowed(level: Feedback) -> None:
    check = grown(msgspec.structs.replace(FAILED, diagnosis=grown(Diagnosis("id", "title", "hint"))))
    lesson = grown(LessonResult("01_double", "Twice", "graded", 0, 10, [check]))  # type: ignore[list-item]
    handed_in, course = grown(SubmissionLabel("sha256:0", ["double.py"])), grown(CourseLabel("mini", "1"))
    whole = grown(result(lessons=[lesson], submission=handed_in, course=course))
    assert to_json(whole).count(b"SECRET") == 6  # type: ignore[arg-type]
    view = student_view(whole, level)  # type: ignore[arg-type]
    assert b"SECRET" not in to_json(view)
    assert "SECRET" not in feedback_page(COURSE, view) + feedback_text(COURSE, view)


KNOWN = {
    Result: "schema course student status score max_score submission isolation lessons late notes",
    LessonResult: "id title status score max_score checks output",
    CheckResult: "id title outcome points max_points hidden message hint counterexample diagnosis blocked_by",
    SubmissionLabel: "digest files submitted_at",
    CourseLabel: "id version",
    Diagnosis: "id title hint",
}


@pytest.mark.parametrize("record", KNOWN)
def test_somebody_has_thought_about_every_field_that_the_student_view_could_show(record: type[msgspec.Struct]) -> None:
    """A new field fails here: decide in `student_view` who may see it, test that, and only then add it to the list."""
    assert list(record.__struct_fields__) == KNOWN[record].split()


@pytest.mark.parametrize("level", ["full", "hints", "score"])
def test_notes_and_isolation_are_the_instructors(level: Feedback) -> None:
    view = student_view(result(), level)
    assert (view.isolation, view.notes) == ([], [])
    assert (view.score, view.max_score, view.student, view.status) == (6.0, 20.0, "ada", "graded")
    assert [lesson.score for lesson in view.lessons] == [6.0, 0.0]


@pytest.mark.parametrize("level", ["hints", "score"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_below_full_no_value_of_a_hidden_example_gets_through(level: Feedback, outcome: Outcome) -> None:
    secrets = ["Expected 4, got 3.", '"x"']
    revealing = outcome in (Outcome.FAILED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.MEMORY, Outcome.CRASHED)
    message = secrets[0] if revealing else "harmless"
    page = to_json(
        student_view(result(msgspec.structs.replace(FAILED, outcome=outcome, message=message)), level)
    ).decode()
    assert not [secret for secret in secrets if secret in page]


def test_at_hints_a_file_that_cannot_be_loaded_says_why() -> None:
    """No hidden input has been seen before the file is loaded, so none can be in the message."""
    message = "SyntaxError: invalid syntax (update_step.py, line 1: def f(:)"
    broken = [
        msgspec.structs.replace(FAILED, id=str(number), outcome=Outcome.ERROR, message=message, counterexample=None)
        for number in range(3)
    ]
    seen = student_view(result(*broken), "hints").lessons[0].checks
    assert [check.message for check in seen] == [message] * 3
    told = [msgspec.structs.replace(check, counterexample={"x": "3"}) for check in broken]
    seen = student_view(result(*told), "hints").lessons[0].checks
    assert [check.message for check in seen] == ["Your code raised an exception."] * 3
