"""Grading mutants, on a course of one lesson whose tests have holes of known shape."""

from __future__ import annotations

import contextlib
from collections.abc import Container
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.agreement import (
    Examinee,
    LongExam,
    Place,
    Question,
    differences,
    failed,
    functions_called,
    is_free,
    is_open,
    load_styles,
    load_text,
    long_exam,
    same,
)
from grader.course import load_course
from grader.desk import Assignment
from grader.errors import CourseError, Mismatch
from grader.exam import LessonExam, body_of, load_lesson, set_exam
from grader.findings import Survivor
from grader.forked import in_children
from grader.further import FurtherPaper, draw, draws_of, further_papers
from grader.model import Course, Lesson
from grader.mutants import MutantReport, Suspect, _Trials, grade_mutants, solution_files
from grader.mutate import Mutant
from grader.paper import Paper, decode_example
from grader.proxy import LocalSubmission
from grader.trial import Trial, in_order, left_over

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


def graded(course: Course, *files: str) -> MutantReport:
    assignment, lesson = assigned(course)
    return grade_mutants(assignment, lesson, files or solution_files(course, lesson), draws=300)


def assigned(course: Course) -> tuple[Assignment, Lesson]:
    (lesson,) = course.lessons
    return Assignment(course.root.resolve(), (lesson.id,), b"key", "strict"), lesson


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_tests_without_holes_kill_every_mutant_that_is_not_equivalent(tmp_path: Path) -> None:
    report = graded(make_course(tmp_path))
    assert report.survivors == []
    assert report.problems == []
    assert report.share_killed == 1
    assert report.killed + report.equivalent + report.open == report.graded
    assert report.graded >= 40
    assert report.equivalent >= 2
    assert report.open >= 2  # another order of the values is as right: styles differ there too
    assert report.draws == 300


def test_a_hole_leaves_survivors_with_their_place_each_in_its_file(tmp_path: Path) -> None:
    course = make_course(tmp_path, HALF)
    parts = [graded(course, file) for file in solution_files(course, course.lessons[0])]
    survivors = [[(one.file, one.line) for one in part.survivors] for part in parts]
    assert set(survivors[0]) == {("solutions/01_lines/lines.py", 9)}
    assert set(survivors[1]) == {("autograder_tests/01_lines/correct/sums.py", 7)}
    every = [one for part in parts for one in part.survivors]
    assert "return slope * x + 1  ->  return slope * x - 1" in {one.change for one in every}
    assert {one.seen_by for one in every} == {"line answers otherwise than the reference"}
    assert all(part.share_killed < 1 for part in parts)


def test_a_slip_in_what_no_check_asks_for_is_a_hole_if_a_student_writes_it(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    file = tmp_path / "autograder_tests/01_lines/test_hidden_lines.py"
    asked = "close(submission.count(n), n * (n + 1) // 2)"
    file.write_text(file.read_text(encoding="utf-8").replace(asked, "holds(n >= 0, 'negative')"), encoding="utf-8")
    survivors = [one for one in graded(course, "solutions/01_lines/lines.py").survivors if one.line in range(16, 21)]
    assert len(survivors) >= 5
    assert {one.seen_by for one in survivors} == {"no check asks for what the slip changes"}


def test_slips_in_try_outs_and_in_helpers_that_nobody_asked_for_are_not_graded(tmp_path: Path) -> None:
    more = (
        "\n\ndef spare(x):\n    return 2 * x + 1\n\n\nx, y = line(1, 2), 3\nfor n in range(2):\n    z = y + count(n)\n"
    )
    style = "autograder_tests/01_lines/correct/sums.py"
    alone, with_more = (graded(make_course(tmp_path, style=text), style) for text in (STYLE, STYLE + more))
    assert alone.graded == with_more.graded >= 10


def test_what_only_a_dear_check_sees_is_killed_too(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    usual = graded(course)
    file = tmp_path / "autograder_tests/01_lines/test_hidden_lines.py"
    text = file.read_text(encoding="utf-8").replace("integers(0, 60)", "integers(40, 60)")
    text = text.replace('points=2, hint="...", examples=20', 'points=2, hint="...", examples=2, at_least=1')
    file.write_text(text, encoding="utf-8")
    dear = graded(course)
    assert dear.survivors == []
    assert (dear.graded, dear.killed) == (usual.graded, usual.killed)


def test_a_solution_that_loses_points_itself_is_refused(tmp_path: Path) -> None:
    course = make_course(tmp_path, style=STYLE.replace("n + 1", "n"))
    with pytest.raises(CourseError, match=r"correct/sums\.py: loses points"):
        graded(course)


def test_it_is_known_which_functions_a_check_calls(tmp_path: Path) -> None:
    assert functions_called(exam_of(make_course(tmp_path))) == {
        "line": {"line"},
        "count": {"count"},
        "shuffled": {"shuffled"},
    }


def test_a_mutant_sits_the_checks_that_call_what_it_changes_and_that_its_file_passes(tmp_path: Path) -> None:
    trials = _Trials(*assigned(make_course(tmp_path)), 1)
    whole = ("line", "count", "shuffled")
    solution = Suspect("solutions/01_lines/lines.py", None, f"{REFERENCE}\n\nRATE = line(1, 2)\n", None, whole)
    slips = [Mutant("x", "negate", line, "", "") for line in (9, 18, REFERENCE.count("\n") + 3)]
    suspects = [trials.suspect(solution, slip, whole) for slip in slips]
    assert [one.part for one in suspects] == [("line",), ("count",), whole]  # what RATE is for, no check shows
    assert [one.functions for one in suspects] == [{"line", "RATE"}, {"count"}, {"RATE"}]
    assert trials.suspect(solution, slips[1], ("line", "shuffled")).part == ("line", "shuffled")


def test_each_part_is_a_lesson_whose_dear_checks_come_late_and_those_without_points_last(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    file = tmp_path / "autograder_tests/01_lines/test_hidden_lines.py"
    text = file.read_text(encoding="utf-8").replace('points=1, hint="...", examples=20', 'points=0, hint="..."', 1)
    text = text.replace('points=2, hint="...", examples=20', 'points=3, hint="...", examples=2, at_least=1')
    file.write_text(text, encoding="utf-8")
    assignment, lesson = assigned(course)
    parts = (in_order(exam_of(course).checks), ("count",))
    trial = Trial(assignment.root, (lesson.id,), b"key", "strict", parts=parts)
    whole, alone = trial.exams()
    assert [(check.id, check.needs) for check in whole.checks] == [
        ("shuffled", ()),
        ("count", ("shuffled",)),
        ("line", ("count",)),
    ]
    assert [(check.id, check.needs) for check in alone.checks] == [("count", ())]
    assert whole.lesson.id != alone.lesson.id
    assert whole.paper == exam_of(course).paper
    assert whole.lesson.limits == lesson.limits
    hasty, _ = msgspec.structs.replace(trial, hasty=True).exams()
    assert [(check.id, check.needs) for check in hasty.checks] == [("shuffled", ()), ("line", ("shuffled",))]
    assert {check: len(some) for check, some in hasty.paper.examples.items()} == {"line": 3, "count": 2, "shuffled": 3}
    assert hasty.lesson.limits.check_seconds < lesson.limits.check_seconds
    exam = exam_of(course)
    rest = left_over(exam).paper.examples
    assert {check: [*hasty.paper.examples[check], *rest[check]] for check in ("line", "shuffled")} == {
        check: exam.paper.examples[check] for check in ("line", "shuffled")
    }
    assert rest["count"] == exam.paper.examples["count"]
    ends = draw(course.root, "01_lines", FurtherPaper(0, extreme=True))
    assert isinstance(ends, Paper)
    assert set(ends.examples) == {"line", "shuffled"}


def test_the_share_is_of_those_that_are_neither_equivalent_nor_open() -> None:
    hole = Survivor("f.py", 1, "swap", "a  ->  b", "")
    assert MutantReport("x", 115, 99, 10, 5, [hole], 300).share_killed == 0.99
    assert MutantReport("x", 5, 0, 5, 0, [], 300).share_killed == 1.0


def test_a_slow_lesson_may_ask_for_fewer_draws_and_no_lesson_for_more(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    file = tmp_path / "autograder_tests/01_lines/test_hidden_lines.py"
    text = file.read_text(encoding="utf-8")
    for constant, wanted in (("", 300), ("\nDRAWS = 40\n", 40), ("\nDRAWS = 4000\n", 300)):
        file.write_text(text + constant, encoding="utf-8")
        assert draws_of(load_lesson(course, course.lessons[0])[0], 300) == wanted


def exam_of(course: Course) -> LessonExam:
    return set_exam(course, course.lessons, b"key")[0]


def test_papers_from_the_ends_have_the_ends_among_their_draws(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    usual, ends = (draw(course.root, "01_lines", FurtherPaper(0, extreme=extreme)) for extreme in (False, True))
    assert isinstance(usual, Paper)
    assert isinstance(ends, Paper)
    slopes = [decode_example(data, {})["slope"] for data in ends.examples["line"]]
    assert slopes.count(5.0) + slopes.count(-5.0) >= 4
    assert draw(course.root, "01_lines", FurtherPaper(0)) == usual
    assert draw(course.root, "01_lines", FurtherPaper(1)) != usual


def test_every_call_of_a_body_becomes_one_question_with_the_reference_s_answer(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    exam = exam_of(course)
    long = long_exam(exam, [exam.paper, exam.paper])
    assert {one.name for one in long.questions.values()} == {"line", "count", "shuffled"}
    counts = [one for one in long.questions.values() if one.name == "count"]
    assert [one.value for one in counts] == [sum(range(one.arguments[0] + 1)) for one in counts]
    assert len(counts) == len({one.arguments for one in counts})


def asked(course: Course, text: str, functions: Container[str] = ("line", "count", "shuffled")) -> set[str]:
    """The functions whose answers differ from the reference's."""
    exam = exam_of(course)
    long = long_exam(exam, [exam.paper])
    (found,) = in_children(names_that_differ, [(long, text, course.root / "lines.py", functions)], 1)
    assert found is not None
    return found


def names_that_differ(task: tuple[LongExam, str, Path, Container[str]]) -> set[str]:
    long, text, file, functions = task
    return {one.name for one in differences(long, load_text(text, file), functions, 0.2)}


def test_differences_are_found_by_function_and_only_where_asked_for(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    assert asked(course, REFERENCE) == set()
    wrong = REFERENCE.replace("slope * x + 1", "slope * x - 1").replace("total += n", "total += n + 1e-3")
    assert asked(course, wrong) == {"line", "count"}
    assert asked(course, wrong, ["count"]) == {"count"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("return slope * x + 1", "return None"),
        ("return slope * x + 1", "return slope * x + 1 + 1e-3"),
        ("return slope * x + 1", "raise ValueError"),
        ("return slope * x + 1", "return str(slope * x + 1)"),
        ("return np.random.default_rng(seed).permutation(np.asarray(values))", "values[0] = 7.0\n    return values"),
        ("        n = n - 1\n", "        n = n + 1\n"),
        (
            "return total",
            "while True:\n        try:\n            sum(range(9999))\n        except Exception:\n            pass",
        ),
    ],
)
def test_another_kind_of_answer_an_exception_or_a_changed_argument_is_a_difference(
    tmp_path: Path, old: str, new: str
) -> None:
    assert len(asked(make_course(tmp_path), REFERENCE.replace(old, new))) == 1


def test_a_tiny_error_is_none(tmp_path: Path) -> None:
    assert asked(make_course(tmp_path), REFERENCE.replace("slope * x + 1", "slope * x + 1 + 1e-11")) == set()


def test_the_papers_of_a_long_exam_make_as_many_draws_as_are_asked_for(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    checks = exam_of(course).checks
    assert further_papers(checks, 60) == [FurtherPaper(0, extreme=True)]
    papers = further_papers(checks, 150)
    assert papers == [FurtherPaper(1), FurtherPaper(2, share=0.5), FurtherPaper(0, extreme=True)]
    assert papers == further_papers(checks, 150)
    drawn = [draw(course.root, "01_lines", one) for one in papers]
    assert [
        {check: len(some) for check, some in paper.examples.items()} for paper in drawn if isinstance(paper, Paper)
    ] == [dict.fromkeys(("line", "count", "shuffled"), number) for number in (20, 10, 20)]
    dear = [msgspec.structs.replace(checks[0], examples=2), *checks[1:]]
    assert further_papers(dear, 42 + 10)[0] == FurtherPaper(1, share=0.25)
    assert len(further_papers(checks, 60 * 20)) == 19 + 3


def test_checks_are_sat_only_on_what_the_usual_paper_does_not_have(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    exam = exam_of(course)
    further = draw(course.root, "01_lines", FurtherPaper(0))
    assert isinstance(further, Paper)
    long = long_exam(exam, [exam.paper, further])
    assert [set(some) & set(exam.paper.examples[check]) for check, some in long.exam.paper.examples.items()] == [
        set()
    ] * 3
    tasks = [
        (long, REFERENCE.replace("x + 1", new), course.root / "lines.py")
        for new in ("x + 1", "x - 1", "x + 1 / (x - x)")
    ]
    right, wrong, broken = in_children(first_failed, tasks, 2)
    assert right == ""
    assert wrong is not None
    assert wrong.startswith("line: ")
    assert broken is not None
    assert broken.startswith("line: ")


def first_failed(task: tuple[LongExam, str, Path]) -> str:
    long, text, file = task
    return failed(long.exam, LocalSubmission(load_text(text, file)), ["line", "count"], 0.2)


def test_what_has_been_answered_rightly_in_the_exam_is_not_asked_again(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    exam = exam_of(course)
    long = long_exam(exam, [exam.paper])
    wrong = REFERENCE.replace("slope * x + 1", "slope * x + 1 + (x > 0)").replace("total += n", "total += n + 1e-3")
    (found,) = in_children(settled_and_asked, [(exam, long, wrong, course.root / "lines.py")], 1)
    assert found is not None
    settled, again = found
    lines = {place: one for place, one in long.questions.items() if one.name == "line"}
    right = {place for place, one in lines.items() if one.arguments[0] <= 0}
    assert right
    assert settled & set(lines) == right
    assert again == len(lines) - len(right)


def settled_and_asked(task: tuple[LessonExam, LongExam, str, Path]) -> tuple[set[Place], int]:
    """The questions that the exam has answered; how many calls of `line` come on top."""
    exam, long, text, file = task
    module = load_text(text, file)
    asked = Examinee(module, long)
    for check in exam.checks[:2]:
        for arguments in exam.examples(check):
            with contextlib.suppress(Mismatch):
                body_of(check)(submission=asked, reference=exam.reference, **arguments)
    calls: list[object] = []
    line = vars(module)["line"]
    vars(module)["line"] = lambda *arguments: (calls.append(arguments), line(*arguments))[1]
    assert list(differences(long, module, ["line"], 0.2, asked.settled))
    return asked.settled, len(calls)


def test_what_is_seen_to_fail_a_check_sits_that_one_first() -> None:
    suspect = Suspect("lines.py", None, "", None, ("line", "count", "shuffled"))
    assert suspect.beginning_with("count: expected 3, got 4").part == ("count", "line", "shuffled")
    assert suspect.beginning_with("count answers otherwise than the reference") == suspect
    assert suspect.beginning_with("other: expected 3, got 4") == suspect


def module(**functions: Any) -> Any:
    return type("module", (), functions)


def question(value: float | None, raised: str = "") -> Question:
    return Question("f", (1.0,), value, None if raised else [1.0], raised)


def test_an_answer_on_which_correct_styles_differ_is_open() -> None:
    def refuses(x: float) -> float:
        raise ValueError("no")

    assert is_open(question(1.0), [module(f=lambda x: x), module(f=lambda x: 3 * x)], 1e-6)
    assert not is_open(question(1.0), [module(f=lambda x: x), module(f=lambda x: x + 1e-9)], 1e-6)
    assert is_open(question(1.0), [module(f=refuses)], 1e-6)
    assert not is_open(question(None, "ValueError"), [module(f=refuses)], 1e-6)
    assert is_open(question(None, "ValueError"), [module(f=lambda x: x)], 1e-6)


def test_a_function_whose_answers_are_mostly_open_is_free(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    exam = exam_of(course)
    long = long_exam(exam, [exam.paper])
    styles = load_styles(course, exam.lesson)
    assert [name for name in ("line", "count", "shuffled") if is_free(name, long, styles)] == ["shuffled"]


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
