"""Grading mutants, on a course of one lesson whose tests have holes of known shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.agreement import Beside, Trial, same
from grader.course import load_course
from grader.errors import CourseError, Mismatch
from grader.model import Course, Limits
from grader.mutants import MutantReport, Survivor, grade_mutants
from grader.proxy import LocalSubmission

COURSE = 'id: tiny\ntitle: Tiny\nversion: "1"\nlessons: [{id: 01_lines, title: Lines, points: 4}]\n'
REFERENCE = '''"""Lesson 01."""

import numpy as np


def line(x, slope):
    """slope times x, and 1."""
    ### BEGIN SOLUTION
    return slope * x + 1
    ### END SOLUTION


def count(n):
    """1 + ... + n."""
    ### BEGIN SOLUTION
    total = 0
    while n > 0:
        total += n
        n = n - 1
    return total
    ### END SOLUTION


def shuffled(values, seed):
    """The values in any order."""
    ### BEGIN SOLUTION
    return np.random.default_rng(seed).permutation(np.asarray(values))
    ### END SOLUTION
'''
STYLE = '''"""With sums."""

import numpy as np


def line(x, slope):
    return 1 + x * slope


def count(n):
    return sum(range(n + 1))


def shuffled(values, seed):
    return np.random.default_rng(seed + 5).permutation(values)
'''
TESTS = '''"""Hidden tests."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import array, check, close, holds

numbers = st.integers(-50, 50).map(lambda count: count / 10)


@check(points=1, hint="...", examples=20)
@given(x=numbers, slope=numbers)
def test_line(submission, reference, x, slope):
    """The line."""
    LINE


@check(points=2, hint="...", examples=20)
@given(n=st.integers(0, 60))
def test_count(submission, reference, n):
    """The sum."""
    close(submission.count(n), n * (n + 1) // 2)


@check(points=1, hint="...", examples=20)
@given(size=st.integers(15, 20), seed=st.integers(0, 99))
def test_shuffled(submission, reference, size, seed):
    """The same values."""
    got = array(submission.shuffled(np.arange(float(size)), seed), (size,))
    close(np.sort(got), np.arange(float(size)))
'''
WHOLE = "close(submission.line(x, slope), slope * x + 1)"
HALF = "holds(submission.line(x, slope) <= slope * x + 1, 'above the line')"


def make_course(root: Path, line: str = WHOLE, style: str = STYLE) -> Course:
    files = {
        "course.yml": COURSE,
        "solutions/01_lines/lines.py": REFERENCE,
        "exercises/01_lines/lines.py": "",
        "autograder_tests/__init__.py": "",
        "autograder_tests/01_lines/test_hidden_lines.py": TESTS.replace("LINE", line),
        "autograder_tests/01_lines/correct/sums.py": style,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return load_course(root)


def graded(course: Course, part: tuple[int, int] = (0, 1)) -> MutantReport:
    return grade_mutants(course, course.lessons[0], part, draws=300)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_tests_without_holes_kill_every_mutant_that_is_not_equivalent(tmp_path: Path) -> None:
    report = graded(make_course(tmp_path))
    assert report.survivors == []
    assert report.problems == []
    assert report.share_killed == 1
    assert report.killed + report.equivalent + report.open == report.graded == report.made
    assert report.made >= 40
    assert report.equivalent >= 2
    assert report.open >= 2  # another order of the values is as right: styles differ there too


def test_a_hole_leaves_survivors_with_their_place_each_in_one_part(tmp_path: Path) -> None:
    course = make_course(tmp_path, HALF)
    parts = [graded(course, (number, 2)) for number in range(2)]
    survivors = [one for part in parts for one in part.survivors]
    assert {(one.file, one.line) for one in survivors} == {
        ("solutions/01_lines/lines.py", 9),
        ("autograder_tests/01_lines/correct/sums.py", 7),
    }
    assert len(set(survivors)) == len(survivors)
    assert "return slope * x + 1  ->  return slope * x - 1" in {one.change for one in survivors}
    assert all(one.seen_by.startswith("line, each answer") for one in survivors)
    assert [part.made for part in parts] == [sum(part.graded for part in parts)] * 2
    assert all(part.share_killed < 1 for part in parts)


def test_a_solution_that_loses_points_itself_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path, style=STYLE.replace("n + 1", "n"))
    with pytest.raises(CourseError, match=r"correct/sums\.py: loses points"):
        graded(course, (0, 1000))


def test_the_share_is_of_those_that_are_neither_equivalent_nor_open() -> None:
    hole = Survivor("f.py", 1, "swap", "a  ->  b", "")
    assert MutantReport("x", 200, 115, 99, 10, 5, [hole]).share_killed == 0.99
    assert MutantReport("x", 5, 5, 0, 5, 0, []).share_killed == 1.0


def test_the_long_exam_has_enough_draws_with_the_ends_among_them_and_a_twin_of_each_check(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    trial = Trial(course.root, ("01_lines",), b"key", "strict", limits=Limits(call_seconds=0.25), draws=300)
    (exam,) = trial.exams()
    assert [check.id for check in exam.checks] == [
        *("line", "count", "shuffled"),
        *("line, each answer", "count, each answer", "shuffled, each answer"),
    ]
    assert exam.lesson.limits.call_seconds == 0.25
    assert [check.needs for check in exam.checks[1:]] == [(check.id,) for check in exam.checks[:-1]]
    slopes = [arguments["slope"] for arguments in exam.examples(exam.checks[0])]
    assert len(slopes) >= 100
    assert slopes.count(5.0) + slopes.count(-5.0) >= 20
    assert exam.paper.examples["line"] == exam.paper.examples["line, each answer"]


def module(**functions: Any) -> Any:
    return type("module", (), functions)


def beside(mine: Any, reference: Any, *styles: Any) -> Beside:
    local = LocalSubmission(module(f=mine))
    return Beside(local, module(f=reference), [module(f=style) for style in styles], 1e-6)  # type: ignore[arg-type]


def test_beside_the_reference_an_answer_is_compared_and_the_reference_s_is_given() -> None:
    assert beside(lambda x: x + 1e-9, lambda x: x).f(1.0) == 1.0
    with pytest.raises(Mismatch):
        beside(lambda x: x + 1e-3, lambda x: x).f(1.0)


def test_an_answer_on_which_correct_styles_differ_is_open() -> None:
    assert beside(lambda x: 2 * x, lambda x: x, lambda x: x, lambda x: 3 * x).f(1.0) == 1.0


def test_an_argument_that_is_changed_is_seen() -> None:
    def writes(values: Any) -> float:
        values[0] = 7.0
        return 1.0

    with pytest.raises(Mismatch, match="argument 1 was changed"):
        beside(writes, lambda values: 1.0).f(np.zeros(2))


def test_where_the_reference_raises_the_submission_must_not_go_through() -> None:
    def refuses(x: float) -> float:
        raise ValueError("no")

    with pytest.raises(Mismatch, match="went through"):
        beside(lambda x: x, refuses).f(1.0)


@pytest.mark.parametrize(
    ("got", "want", "agrees"),
    [
        (None, None, True),
        ("b", "b", True),
        ("a", "b", False),
        (0.0, None, False),
        (np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), True),
        (np.array([np.nan, 1.0]), np.array([np.inf, 1.0]), False),
        (np.array([np.nan, 1.0, 2.0]), np.array([np.nan, 1.0]), False),
        ([1.0, 2.0], [1.0, 2.0 + 1e-9], True),
    ],
)
def test_answers_of_every_kind_can_be_compared(got: Any, want: Any, agrees: bool) -> None:
    if agrees:
        same(got, want, 1e-6)
    else:
        with pytest.raises(Mismatch):
            same(got, want, 1e-6)
