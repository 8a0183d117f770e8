"""Feedback in Markdown: complete, and nothing in it but what the page for the student says."""

from __future__ import annotations

import msgspec
import pytest
from markdown_it import MarkdownIt
from test_escape import NASTY
from test_report import COURSE, FAILED, FAULT, PASSED, SKIPPED, result

from grader.model import CheckResult, Diagnosis, Outcome
from grader.report.markdown import feedback_text
from grader.report.results import student_view


def test_the_text_says_what_the_page_says() -> None:
    assert feedback_text(COURSE, result(FAILED, PASSED, SKIPPED)) == (
        "# Mini: 6 / 20\n\nada\n\n"
        "## 01\\_double · Twice: 6 / 10\n\n1 of 3 properties hold:\n\n"
        "- Every entry. (6 / 6)\n\n"
        "### Twice a number. (does not hold, 0 / 4)\n\n"
        "**What your code seems to do.** Adds one.\n\n**Hint.** Look at 5.\n\n"
        "Expected 4, got 3.\n\nfor x = `2`\n\n"
        "### Later. (not checked yet, 0 / 1)\n\nNot checked yet\n\n**Hint.** Hint.\n\n"
        "## 02\\_mean · Middle: 0 / 10\n\nNot handed in.\n"
    )


def test_what_was_printed_is_a_block_at_the_end_of_its_lesson() -> None:
    whole = result(PASSED)
    lesson = msgspec.structs.replace(whole.lessons[0], output="a\n\n# b\n```")
    text = feedback_text(COURSE, msgspec.structs.replace(whole, lessons=[lesson]))
    assert text.endswith("What your code printed, or the beginning of it:\n\n    a\n\n    # b\n    ```\n")


def test_what_was_not_graded_is_no_zero() -> None:
    text = feedback_text(COURSE, result(FAULT, status="ungraded"))
    assert text.count("not graded yet") == 2
    assert "(to be graded again, ? / 4)" in text


def test_the_level_decides_what_is_in_it() -> None:
    texts = {level: feedback_text(COURSE, student_view(result(), level)) for level in ("full", "hints", "score")}
    assert [word in texts["full"] for word in ("Expected 4", "`2`", "Hint")] == [True, True, True]
    assert [word in texts["hints"] for word in ("Expected 4", "`2`", "Hint")] == [False, False, True]
    assert [word in texts["score"] for word in ("Expected 4", "`2`", "Hint")] == [False, False, False]


@pytest.mark.parametrize("text", NASTY)
def test_no_hostile_text_changes_the_form_of_the_page(text: str) -> None:
    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

    def form(text: str) -> list[str]:
        check = CheckResult(
            "id", text, Outcome.FAILED, 0, 4, True, f"m{text}", f"h{text}", {f"x{text}": text, "y": "2"}
        )
        diagnosed = msgspec.structs.replace(check, diagnosis=Diagnosis("id", text, text))
        held = msgspec.structs.replace(check, outcome=Outcome.PASSED)
        whole = result(held, check, diagnosed, student=f"a{text}")
        lesson = msgspec.structs.replace(whole.lessons[0], title=text, output=f"o{text}")
        tokens = markdown.parse(feedback_text(COURSE, msgspec.structs.replace(whole, lessons=[lesson])))
        inner = [child.type for token in tokens for child in token.children or [] if child.type != "text"]
        return [token.type for token in tokens] + [kind for kind in inner if kind != "text_special"]

    assert form(text) == form("plain")
