"""Results in words: the table on the terminal, and what a student reads about each check."""

from __future__ import annotations

import msgspec
import pytest
from test_report import FAILED, LESSONS, PASSED, result

from grader.model import Evidence, Failure, Outcome, Source
from grader.report.explain import explain
from grader.report.table import points, table


def test_the_table_has_a_row_for_each_student_and_the_first_thing_to_fix() -> None:
    good = result(PASSED, student="bob", score=20.0)
    assert "\n".join(table([result(PASSED, FAILED), good], LESSONS)) == (
        "student  score  01  02  first thing to fix\n"
        f"-------  -----  --  --  {'-' * 41}\n"
        "ada       6/20   6   -  01 double_of_a_number: Expected 4, got 3.\n"
        "bob      20/20   6   -  02 not handed in"
    )


def test_a_students_message_cannot_look_like_another_students_row() -> None:
    forged = msgspec.structs.replace(FAILED, message="ValueError: x\nzoe      20/20  10  10\r\n" + "y" * 500)
    rows = list(table([result(forged, PASSED)], LESSONS))
    assert len(rows) == 3
    assert "double_of_a_number: ValueError: x zoe 20/20 10 10 yyy" in rows[2]
    assert len(rows[2]) < 130


def test_points_have_no_needless_zeros() -> None:
    assert [points(value) for value in (10.0, 2.5, 0.0, 3.3333)] == ["10", "2.5", "0", "3.3333"]


SOURCE = Source("double.py", ("def double(x):\n    return x / 0  # \x1b[2J\n",), False, "")
NOTEBOOK = Source("double.ipynb", ("a", "b\nreturn oops"), True, "")


@pytest.mark.parametrize(
    ("evidence", "source", "text"),
    [
        (Evidence("a", Outcome.PASSED), SOURCE, None),
        (Evidence("a", Outcome.SKIPPED, blocked_by="b"), SOURCE, "because this has to hold first: The title of b."),
        (Evidence("a", Outcome.NOT_ATTEMPTED, Failure("double is missing.")), SOURCE, "double is missing."),
        (Evidence("a", Outcome.FAULT, Failure("secret")), SOURCE, "not your mistake; it will be graded again."),
        (Evidence("a", Outcome.FAILED, Failure("", "[1]", "2", "3")), SOURCE, "At [1]: expected 2, got 3."),
        (Evidence("a", Outcome.FAILED, Failure("off by 1", "", "2", "3")), SOURCE, "Off by 1; expected 2, got 3."),
        (Evidence("a", Outcome.FAILED, Failure("no data", got="a set")), SOURCE, "No data; got a set."),
        (Evidence("a", Outcome.TIMEOUT, Failure("took too long")), SOURCE, "Your code took too long."),
        (
            Evidence("a", Outcome.ERROR, Failure("ZeroDivisionError: division by zero", line=2)),
            SOURCE,
            "ZeroDivisionError: division by zero (double.py, line 2: return x / 0  # ?[2J)",
        ),
        (
            Evidence("a", Outcome.ERROR, Failure("SyntaxError: x", line=2, cell=1)),
            NOTEBOOK,
            "SyntaxError: x (double.ipynb, cell 2, line 2: return oops)",
        ),
        (Evidence("a", Outcome.ERROR, Failure("E", line=99)), SOURCE, "E (double.py, line 99)"),
        (Evidence("a", Outcome.ERROR, Failure("E", line=1, cell=7)), NOTEBOOK, "E"),
        (Evidence("a", Outcome.ERROR, Failure("double.py is not UTF-8 text.")), None, "double.py is not UTF-8 text."),
    ],
)
def test_evidence_is_explained_in_words(evidence: Evidence, source: Source | None, text: str | None) -> None:
    explained = explain(evidence, source, {"b": "The title of b."})
    assert explained == text if text is None else str(explained).endswith(text)
