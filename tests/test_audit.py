"""The audit finds what is wrong with a course: each problem is planted once, in a copy of the miniature course.

A clean copy has no problem at all, and in the planted one nothing is found beside what was planted.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from conftest import MINI, ROOT
from msgspec.structs import replace

from grader import mutants, verdicts
from grader.audit import Investigation, _bearable, audit, key_of
from grader.catalogue import Misconception
from grader.course import load_course, pick_lessons
from grader.desk import Assignment
from grader.exam import set_exam
from grader.findings import Audit, Diagnosed, LessonAudit, Mutants, Problem, Survivor
from grader.flat import Flat, flat_answers
from grader.model import CheckResult, CourseLabel, Lesson, LessonResult, Outcome, Status, Submission
from grader.mutants import MutantReport
from grader.report.audit import audit_json, audit_table, validity_page
from grader.specimens import Kind, Specimen
from grader.stubs import make_stub
from grader.verdicts import Case, Tried

DOUBLE = (MINI / "solutions" / "01_double" / "double.py").read_text(encoding="utf-8")
MEAN = (MINI / "solutions" / "02_mean" / "mean.py").read_text(encoding="utf-8")
DOUBLE_TESTS = "autograder_tests/01_double/test_hidden_double.py"
MEAN_TESTS = "autograder_tests/02_mean/test_hidden_mean.py"
CODE = DOUBLE.split('"""', 2)[2]
MEAN_CODE = MEAN.split('"""', 2)[2]


def wrong(title: str, caught_by: str, keeps: float, hint: str = "What is missing?") -> str:
    return f'"""{title}\n\nhint: {hint}\ncaught_by: {caught_by}\nkeeps: {keeps:g}\n"""\n'


def changed(code: str, old: str, new: str) -> str:
    assert old in code
    return code.replace(old, new)


CLEAN = {
    "01_double/correct/adds.py": '"""Adds instead of multiplying."""\n' + changed(CODE, "2 * x", "x + x"),
    "01_double/wrong/squares.py": wrong("Squares it.", "double_of_a_number", 5) + changed(CODE, "2 * x", "x**2"),
    "01_double/wrong/once.py": wrong("Calls it once.", "function_applied_twice", 5) + changed(CODE, "f(f(x))", "f(x)"),
    "01_double/wrong/adds.py": wrong("Adds the factor.", "scale_of_an_array", 5)
    + changed(CODE, "values * factor", "values + factor"),
    "01_double/wrong/in_place.py": wrong("Writes into it.", "scale_leaves_its_input_alone", 5)
    + changed(CODE, "return values * factor", "values *= factor\n    return values"),
    "02_mean/correct/loop.py": '"""A loop."""\ndef mean(values):\n    total = 0.0\n    for value in values:\n'
    "        total += value / len(values)\n    return total\n",
    "02_mean/wrong/sum.py": wrong("Forgets to divide.", "mean_of_an_array", 0)
    + changed(MEAN_CODE, " / len(values)", ""),
    "02_mean/wrong/first.py": wrong("Takes the first.", "mean_of_an_array", 2)
    + "def mean(values):\n    return float(values[0])\n",
    "02_mean/wrong/writes.py": wrong("Sorts the caller's array.", "mean_leaves_its_input_alone", 8)
    + changed(MEAN_CODE, "return", "values -= 1\n    return 1 +"),
    "02_mean/wrong/constant.py": wrong("Answers zero.", "mean_of_equal_values", 0)
    + "def mean(values):\n    return 0.0\n",
}
TESTS = '''"""The checks of one more lesson."""

from hypothesis import given
from hypothesis import strategies as st

from grader.checks import check, close

'''
SLOPE = '''PREDICT = {
    "seen_by_nobody": 1.0,  # SOLUTION
}


def slope(x):
    """A slope that is zero up to 2."""
    ### BEGIN SOLUTION
    return max(0.0, x - 2)
    ### END SOLUTION


def slopes(x):
    """Two slopes."""
    ### BEGIN SOLUTION
    return {"w": x, "b": 0 * x}
    ### END SOLUTION
'''
SLOPE_TESTS = (
    TESTS
    + '''
@check(points=2, hint="A hint.", examples=30)
@given(x=st.floats(0, 2))
def test_flat(submission, reference, x):
    """Up to 2, the slope is zero."""
    close(submission.slope(x), 0.0)


@check(points=4, hint="A hint.", examples=30, at_least=2)
@given(x=st.sampled_from(list({f"{number}" for number in range(100)})))
def test_order(submission, reference, x):
    """This one is drawn from a set, whose order is chance."""
    close(submission.slope(float(x) + 3), float(x) + 1)


@check(points=4, hint="A hint.", examples=30)
@given(x=st.floats(3, 4))
def test_steep(submission, reference, x):
    """Both slopes are there."""
    close(submission.slopes(x)["w"], x)
    close(submission.slopes(x)["b"], 0.0)
'''
)
ONE = "def {0}(x):\n    return 1 + x\n"
FREE = '''def twice(x):
    """2x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''
FREE_TESTS = (
    TESTS
    + '''
@check(points=1, hint="A hint.")
def test_free(submission, reference):
    """Nothing is asked."""


@check(points=5, hint="A hint.", examples=10)
@given(x=st.floats(3, 4))
def test_twice(submission, reference, x):
    """Twice as much"""
    close(submission.twice(x), x + x)


@check(points=4, hint="A hint.", examples=10)
@given(x=st.floats(5, 6))
def test_twice_more(submission, reference, x):
    """Twice as much, of more."""
    close(submission.twice(x), x + x)
'''
)
READS = FREE.replace("return", "open(__file__).close()\n    return")
READS_TESTS = (
    TESTS
    + '''
@check(points=10, hint="A hint.", examples=10)
@given(x=st.floats(3, 4))
def test_twice(submission, reference, x):
    """Twice as much."""
    close(submission.twice(x), x + x)
'''
)
BROKEN_TESTS = READS_TESTS + "\n\ndef test_loose(submission, reference):\n    pass\n"


def make_course(folder: Path) -> Path:
    """A copy of the miniature course with specimens, in which everything holds."""
    root = Path(shutil.copytree(MINI, folder, ignore=shutil.ignore_patterns("__pycache__")))
    for name, text in CLEAN.items():
        write(root / "autograder_tests" / name, text)
    return root


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def edit(path: Path, old: str, new: str) -> None:
    path.write_text(changed(path.read_text(encoding="utf-8"), old, new), encoding="utf-8")


def add_lesson(root: Path, lesson_id: str, reference: str, tests: str, mistake: str = "") -> None:
    """One more lesson, with one misconception."""
    module = lesson_id.partition("_")[2]
    with (root / "course.yml").open("a", encoding="utf-8") as course:
        course.write(f"  - id: {lesson_id}\n    title: One more\n")
    write(root / "solutions" / lesson_id / f"{module}.py", reference)
    write(root / "exercises" / lesson_id / f"{module}.py", make_stub(reference))
    write(root / "autograder_tests" / lesson_id / f"test_hidden_{module}.py", tests)
    if mistake:
        write(root / "autograder_tests" / lesson_id / "wrong" / "one.py", mistake)


def drawn_with_one_key_only(root: Path) -> float:
    """A number that `double` is called with on the first key's paper, and not on the second's."""
    course = load_course(root)
    xs = []
    for number in range(2):
        (exam,) = set_exam(course, pick_lessons(course, ["01_double"]), key_of(number), root.parent / "papers")
        check = next(check for check in exam.checks if check.id == "double_of_a_number")
        xs.append([example["x"] for example in exam.examples(check)])
    return next(x for x in xs[0] if x not in xs[1])


def plant(root: Path) -> None:
    """Everything that an audit should find."""
    tests, specimens = root / "autograder_tests", root / "autograder_tests" / "01_double"
    write(root / "exercises" / "01_double" / "notes.txt", "")
    write(root / "solutions" / "01_double" / "old.py", "")
    write(specimens / "correct" / "draft" / "adds.py", "")
    write(root / "exercises" / "todo.txt", "")
    write(tests / "09_gone" / "test_hidden_gone.py", "")
    edit(root / "exercises" / "02_mean" / "mean.py", "raise NotImplementedError", "return 1.0")
    edit(root / DOUBLE_TESTS, "Call f with what f gave you.", " ")
    no_hint = wrong("No hint.", "double_of_a_number", 0, " ") + changed(CODE, "2 * x", "4 * x")
    write(specimens / "wrong" / "no_hint.py", no_hint)
    write(specimens / "wrong" / "no_field.py", '"""No field.\n\nhint: A hint.\nkeeps: 1\n"""\n')
    write(specimens / "wrong" / "no_check.py", wrong("No such check.", "nowhere", 0))
    write(specimens / "wrong" / "squares_again.py", CLEAN["01_double/wrong/squares.py"])
    write(specimens / "wrong" / "harmless.py", wrong("No mistake.", "predictions", 0) + CODE)
    greedy = wrong("Keeps too little.", "double_of_a_number", 8) + changed(CODE, "2 * x", "3 * x")
    write(specimens / "wrong" / "greedy.py", greedy)
    write(specimens / "correct" / "rounds.py", '"""Rounds."""\n' + changed(CODE, "2 * x", "round(2 * x)"))
    unlucky = changed(CODE, "2 * x", f"2 * x + (x == {drawn_with_one_key_only(root)!r})")
    write(specimens / "wrong" / "unlucky.py", wrong("Depends on the key.", "double_of_a_number", 0) + unlucky)
    mistake = wrong("One more.", "steep", 0) + ONE.format("slope") + "def slopes(x):\n    return {'w': 1, 'b': 1}\n"
    add_lesson(root, "03_slope", SLOPE, SLOPE_TESTS, mistake)
    add_lesson(root, "04_free", FREE, FREE_TESTS, wrong("One more.", "twice", 0) + ONE.format("twice"))
    add_lesson(root, "05_reads", READS, READS_TESTS, wrong("One more.", "twice", 0) + ONE.format("twice"))
    add_lesson(root, "06_broken", FREE, BROKEN_TESTS)


SQUARES = "autograder_tests/01_double/wrong/squares"
SLOPE_FILE, FREE_FILE = (f"autograder_tests/{name}/test_hidden_{name[3:]}.py" for name in ("03_slope", "04_free"))
STRAY, WRONG = "is a stray file", "autograder_tests/01_double/wrong"
PLANTED = {  # the file that is named, and what is said of it
    "stray file in exercises": ("exercises/01_double/notes.txt", STRAY),
    "stray file in solutions": ("solutions/01_double/old.py", STRAY),
    "stray file in autograder_tests": ("autograder_tests/01_double/correct/draft/adds.py", STRAY),
    "stray file beside lessons": ("exercises/todo.txt", STRAY),
    "folder that course.yml does not know": (
        "autograder_tests/09_gone",
        "is a folder of a lesson that course.yml does",
    ),
    "stub that is not in sync": ("exercises/02_mean/mean.py", "is not the stub of its reference"),
    "stub that is tried": ("exercises/02_mean/mean.py", "the stub earns 0; not `not_attempted`: mean_of_equal_values"),
    "check without a hint": (DOUBLE_TESTS, "function_applied_twice has no hint"),
    "misconception without a hint": (f"{WRONG}/no_hint.py", "has no hint"),
    "misconception that does not say its check": (f"{WRONG}/no_field.py", "its docstring lacks `caught_by: ...`"),
    "misconception that names no check": (f"{WRONG}/no_check.py", "caught_by: no check 'nowhere'"),
    "title used twice": (f"{SQUARES}.py", "its title is also that of another one"),
    "title used twice, the other one": (f"{SQUARES}_again.py", "its title is also that of another one"),
    "title that is no sentence": (FREE_FILE, "the title of twice is no sentence"),
    "check with nearly all points": ("autograder_tests/05_reads/test_hidden_reads.py", "twice has 10 points"),
    "style that loses points": (
        "autograder_tests/01_double/correct/rounds.py",
        "earns 7 of 10: double_of_a_number: Expected",
    ),
    "check that is unfair": (DOUBLE_TESTS, "double_of_a_number is unfair: it fails rounds"),
    "reference that loses points": ("solutions/05_reads/reads.py", "earns 0 of 10: twice: "),
    "misconception that is not caught": (
        f"{WRONG}/harmless.py",
        "is not caught by predictions, which says passed; nothing caught it",
    ),
    "misconception that keeps less": (
        f"{WRONG}/greedy.py",
        "earns 7 and says that it keeps 8; it loses double_of_a_number",
    ),
    "verdict that depends on the key": (f"{WRONG}/unlucky.py", "double_of_a_number says failed, but passed with key 2"),
    "trivial answer that earns much": (SLOPE_FILE, "the trivial answer zero earns 2 of 10: flat"),
    "trivial answer of zeros": (SLOPE_FILE, "the trivial answer zeros earns 2 of 10: flat"),
    "prediction that nobody sees": (SLOPE_FILE, "no check sees a wrong PREDICT['seen_by_nobody']"),
    "slope that is zero in a check": (SLOPE_FILE, "slope answers zero to every example of flat"),
    "slope that is zero everywhere": (SLOPE_FILE, "['b'] of what slopes returns is zero in every example"),
    "paper that is not the same twice": (SLOPE_FILE, "its paper, drawn twice with one key, is not the same"),
    "stub that earns something": ("exercises/04_free/free.py", "the stub earns 1; not `not_attempted`: free passed"),
    "check that is useless": (FREE_FILE, "free is useless: every wrong answer passes it"),
    "lesson that cannot be examined": (
        "autograder_tests/06_broken/test_hidden_broken.py",
        "test_loose: a test without @check",
    ),
}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    return audited(make_course(tmp_path_factory.mktemp("clean") / "course"))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    root = make_course(tmp_path_factory.mktemp("planted") / "course")
    plant(root)
    return audited(root)


def audited(root: Path) -> Audit:
    course = load_course(root)
    return audit(Investigation(course, course.lessons, 2), 2, "strict")


def matching(found: Audit, file: str, what: str) -> list[Problem]:
    return [problem for problem in found.all_problems() if problem.file == file and problem.what.startswith(what)]


@pytest.mark.parametrize(("file", "what"), PLANTED.values(), ids=PLANTED)
def test_each_planted_problem_is_found_once(file: str, what: str, planted: Audit) -> None:
    (problem,) = matching(planted, file, what)
    assert problem.what_to_do.endswith((".", "`"))


def test_nothing_is_found_that_was_not_planted(planted: Audit) -> None:
    known = [problem for file, what in PLANTED.values() for problem in matching(planted, file, what)]
    assert [problem for problem in planted.all_problems() if problem not in known] == []
    assert planted.holds is False


def test_a_clean_course_holds_and_its_numbers_are_counted(clean: Audit) -> None:
    assert clean.all_problems() == []
    assert clean.holds is True
    double, mean = clean.lessons
    assert (double.correct, double.false_alarms, double.wrong, double.caught) == (2, 0, 4, 4)
    assert (double.predictions, double.predictions_caught, double.trivial) == (2, 2, 16)
    assert double.gradings == 2 * (2 + 4) + 1 + 2 + 16
    assert (mean.wrong, mean.caught, mean.predictions) == (4, 4, 0)
    assert max(double.best_trivial, mean.best_trivial) <= 0.1


def test_a_check_that_only_repeats_what_another_one_catches_is_no_problem_but_is_named(clean: Audit) -> None:
    assert clean.lessons[0].overshadowed == []
    assert clean.lessons[1].overshadowed == ["mean_moves_with_its_values"]


def test_the_numbers_of_the_planted_course_count_what_is_wrong(planted: Audit) -> None:
    double, _, slope, _, reads, broken = planted.lessons
    assert (double.correct, double.false_alarms) == (3, 2)
    assert double.wrong - double.caught == 3  # no_check, harmless and unlucky
    assert (slope.predictions, slope.predictions_caught, slope.best_trivial) == (1, 0, 0.2)
    assert (reads.correct, reads.false_alarms) == (1, 2)
    assert (broken.checks, broken.gradings) == (0, 0)


def verdict(outcome: Outcome, status: Status = "graded", score: float = 0.0) -> LessonResult:
    check = CheckResult("a", "A check.", outcome, score, 10.0, True, "a message")
    return LessonResult("01_double", "Twice", status, score, 10.0, [check])


def case(*results: LessonResult, kind: Kind = "wrong") -> Case:
    course = load_course(MINI)
    mistake = Misconception("one", Path("one.py"), "One.", "Why?", "a", 0.0)
    specimen = Specimen("01_double", kind, "one", "one.py", Submission("one"), mistake)
    return Case(course.lessons[0], [], [Tried(specimen, list(results), ["a note"] * len(results))])


def test_a_specimen_that_the_grader_fails_on_is_a_problem_with_its_reason() -> None:
    fault, good = verdict(Outcome.FAULT, "ungraded"), verdict(Outcome.FAILED)
    (problem,) = verdicts.everything_is_graded(case(good, fault))
    assert problem.what == "wrong one is left ungraded with key 2 of 2: a: a message"
    lost = replace(fault, checks=[])
    (problem,) = verdicts.everything_is_graded(case(lost, lost))
    assert problem.what == "wrong one is left ungraded: a note"


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_ATTEMPTED, Outcome.FAULT])
def test_what_is_not_sat_is_not_caught(outcome: Outcome) -> None:
    assert not verdicts.has_caught(verdict(outcome), "a")
    assert verdicts.has_caught(verdict(Outcome.TIMEOUT), "a")
    assert not verdicts.has_caught(verdict(Outcome.TIMEOUT), "b")


def test_another_outcome_with_one_of_many_keys_is_unstable_although_both_are_failures() -> None:
    failed, error = verdict(Outcome.FAILED), verdict(Outcome.ERROR)
    (problem,) = verdicts.verdicts_are_stable(case(failed, failed, error))
    assert problem.what == "a says failed, but error with key 3 of 3"
    assert verdicts.verdicts_are_stable(case(failed, failed)) == []


def test_the_papers_of_a_flat_check_that_needs_a_steep_one_prove_something(tmp_path: Path) -> None:
    root = make_course(tmp_path / "course")
    add_lesson(root, "03_slope", SLOPE, SLOPE_TESTS)
    course = load_course(root)
    (exam,) = set_exam(course, pick_lessons(course, ["03_slope"]), b"key", tmp_path / "papers")
    assert flat_answers(exam) == [Flat("slope", "flat"), Flat("slopes", place="['b']")]
    flat, order, steep = exam.checks
    after = replace(exam, checks=(order, replace(flat, needs=("order",)), steep))
    assert flat_answers(after) == [Flat("slopes", place="['b']")]


NUMBERS = LessonAudit(
    id="01_double", title="Twice", checks=5, overshadowed=["a"], examples=100, correct=2, false_alarms=0,
    wrong=4, caught=4, predictions=2, predictions_caught=2, trivial=16, best_trivial=0.075, gradings=31, problems=[],
)  # fmt: skip
HOLDS = Audit(
    course=CourseLabel("mini", "1"), versions={"downslope": "0.1.0"}, keys=2, holds=True, lessons=[NUMBERS], problems=[]
)


def test_the_table_has_a_row_for_each_lesson_and_every_problem_below() -> None:
    problem = Problem("a/b.py", "is wrong\x1b[31m", "Mend it.")
    lines = list(audit_table(replace(HOLDS, lessons=[replace(NUMBERS, problems=[problem])])))
    assert " ".join(lines[0].split()) == "lesson checks right false alarms wrong caught best trivial problems"
    assert lines[2].split() == ["01_double", "5", "2", "0", "4", "4", "7.5", "%", "1"]
    assert lines[3:] == ["", "a/b.py: is wrong?[31m", "    Mend it."]


HOLE = Survivor("solutions/02_mean/mean.py", 7, "sign", "a + b -> a - b", "mean answers otherwise")


def test_the_table_has_the_mutants_where_there_are_some_and_lists_those_that_survive() -> None:
    made = Mutants(99, 1, 7, 3, 10_000, [HOLE])
    lines = list(audit_table(replace(HOLDS, lessons=[replace(NUMBERS, mutants=made)])))
    assert lines[0].split()[-2:] == ["mutants", "survived"]
    assert lines[2].split()[-2:] == ["100", "1"]
    assert lines[3:] == [
        "",
        "solutions/02_mean/mean.py: a mutant survives: line 7: a + b -> a - b (sign)",
        "    01_double: mean answers otherwise",
    ]


def test_the_document_has_the_fields_of_the_page_and_comes_back() -> None:
    document = audit_json(HOLDS)
    assert msgspec.json.decode(document, type=Audit) == HOLDS
    assert json.loads(document)["schema"] == "grader.audit/1"
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    kinds = (Audit, LessonAudit, Problem, Mutants, Survivor, Diagnosed)
    assert [name for kind in kinds for name in kind.__struct_fields__ if f"`{name}`" not in page] == []


def test_the_page_says_the_day_the_versions_and_the_numbers() -> None:
    page = validity_page(HOLDS, date(2026, 12, 1))
    assert "Audited on 2026-12-01: mini 1, with downslope 0.1.0 and Python" in page
    assert "Everything holds." in page
    assert "- 4 of 4 misconceptions fail the check that they name, with every key." in page
    assert "| 01_double | 5 | 100 | 2 | 0 | 4 | 4 | 2 | 2 | 16 | 7.5 % |" in page
    assert "utomatic mutants" not in page
    assert "Not asked in this run: `--mutants` and `--diagnosis`." in page
    assert "Open problems" not in page
    assert validity_page(HOLDS, date(2026, 12, 2)) == page.replace("2026-12-01", "2026-12-02")


def test_the_page_says_what_became_of_mutants_and_diagnosis_and_what_is_open() -> None:
    problem = Problem("a.py", "is *wrong*", "Mend it.")
    lesson = replace(
        NUMBERS, mutants=Mutants(99, 1, 7, 3, 10_000, [HOLE]), diagnosis=Diagnosed(20, 19, 50, 1), problems=[problem]
    )
    page = validity_page(replace(HOLDS, holds=False, lessons=[lesson]), date(2026, 12, 1))
    assert "1 problem is open." in page
    assert "- 99 % of 100 mutants are killed; 7 others are equivalent, 3 open (see below)." in page
    assert "| 01_double | 99 | 1 | 7 | 3 | 10000 | 99 % |" in page
    assert "- `solutions/02_mean/mean.py`, `line 7: a + b -> a - b (sign)`" in page
    assert "| 01_double | 20 | 19 | 50 | 1 |" in page
    assert "Not asked" not in page
    assert "- `a.py`: is \\*wrong\\*" in page


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Ran:
    command = [sys.executable, "-c", "from grader.cli import main; main()", "audit", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_command_writes_the_page_and_ends_with_0_when_all_holds(tmp_path: Path) -> None:
    root = make_course(tmp_path / "course")
    ran = run("--course", root, "--keys", 1, "--write")
    assert ran.code == 0, ran
    assert ran.out.splitlines()[2].split()[:2] == ["01_double", "5"]
    assert (root / "docs" / "validity.md").read_text(encoding="utf-8").startswith("# Are the hidden tests right?")
    assert str(root / "docs" / "validity.md") in ran.err


def test_the_command_ends_with_1_when_something_does_not_hold_and_prints_json_alone(tmp_path: Path) -> None:
    root = make_course(tmp_path / "course")
    write(root / "exercises" / "02_mean" / "notes.txt", "")
    ran = run("02", "--course", root, "--keys", 1, "--json")
    assert (ran.code, ran.err) == (1, "")
    document = json.loads(ran.out)
    assert document["holds"] is False
    assert [lesson["id"] for lesson in document["lessons"]] == ["02_mean"]
    assert [problem["file"] for problem in document["lessons"][0]["problems"]] == ["exercises/02_mean/notes.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["07"], "no lesson '07' in mini"),
        (["01", "--write"], "--write describes the whole course. Leave the lessons out."),
        (["--mutants", "--part", "3/2"], "--part 3/2: must be like 3/10, the third of ten parts."),
        (["--keys", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_is_exit_code_2_and_nothing_is_graded(arguments: list[str], words: str) -> None:
    ran = run(*arguments, "--course", MINI)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_mutants_are_added_by_lesson_and_survivors_are_problems_where_they_are_too_many(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = {}

    def grade_mutants(assignment: Assignment, lesson: Lesson, files: list[str], jobs: int) -> MutantReport:
        asked[lesson.id] = files
        killed = {"01_double": 99, "02_mean": 3}[lesson.id]
        return MutantReport(lesson.id, killed + 6, killed, 5, 0, [HOLE], 300)

    monkeypatch.setattr(mutants, "grade_mutants", grade_mutants)
    course = load_course(make_course(tmp_path / "course"))
    found = audit(Investigation(course, course.lessons, 1), 1, "strict", (0, 1))
    assert asked == {lesson.id: mutants.solution_files(course, lesson) for lesson in course.lessons}
    assert [lesson.mutants for lesson in found.lessons] == [
        Mutants(99, 1, 5, 0, 300, [HOLE]),
        Mutants(3, 1, 5, 0, 300, [HOLE]),
    ]
    (problem,) = found.all_problems()
    assert problem.file == "autograder_tests/02_mean/test_hidden_mean.py"
    assert problem.what == "1 of 4 mutants survive, more than 1 %"


def test_a_part_is_judged_as_if_the_mutants_of_the_other_files_were_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    course = load_course(make_course(tmp_path / "course"))
    lesson = course.lessons[0]
    every = mutants.solution_files(course, lesson)
    assert len(every) > 1
    monkeypatch.setattr("grader.audit.mutants_of", lambda text: [None] * 50)
    made = MutantReport(lesson.id, 6, 3, 2, 0, [HOLE], 300)
    assert _bearable(course, lesson, every, made) == pytest.approx(0.04)
    assert _bearable(course, lesson, every[:1], made) == pytest.approx(0.04 + 0.5 * (len(every) - 1))


def test_parts_are_files_and_together_they_are_all_of_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def grade_mutants(assignment: Assignment, lesson: Lesson, files: list[str], jobs: int) -> MutantReport:
        asked.extend(files)
        return MutantReport(lesson.id, 1, 1, 0, 0, [], 300)

    monkeypatch.setattr(mutants, "grade_mutants", grade_mutants)
    course = load_course(make_course(tmp_path / "course"))
    every = [file for lesson in course.lessons for file in mutants.solution_files(course, lesson)]
    for turn in range(3):
        audit(Investigation(course, course.lessons, 1), 1, "strict", (turn, 3))
    assert asked == every
