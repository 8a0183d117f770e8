"""Naming a misconception by what a submission answers: the right one, each in its own check, or none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, GradeOne

import grader.diagnose
from grader.catalogue import correct_styles, misconceptions
from grader.exam import LessonExam
from grader.model import Course, Evidence, LessonResult, Outcome, Source
from grader.ratios import DOUBLE, HALF, OPPOSITE, OVER_ROWS, TIMES_ROWS, TRANSPOSED, Answered, ratio
from grader.worker.nursery import Nursery

STEP = "03_update_step"

NO_RATE = """
def update_step(w, gradient, learning_rate):
    return w - gradient
"""
ONLY_WEIGHTS = """
def update_parameters(params, grads, learning_rate):
    return {k: v - learning_rate * grads[k] if k[0] != "b" else v for k, v in params.items()}
"""
RIGHT = """
def update_step(w, gradient, learning_rate):
    return w - learning_rate * gradient

def update_parameters(params, grads, learning_rate):
    return {k: v - learning_rate * grads[k] for k, v in params.items()}
"""


def named(result: LessonResult) -> dict[str, str]:
    return {check.id: check.diagnosis.id for check in result.checks if check.diagnosis is not None}


@pytest.fixture
def grade_text(grade_one: GradeOne, tmp_path: Path) -> Callable[[str, str], LessonResult]:
    def one(lesson: str, text: str) -> LessonResult:
        path = tmp_path / f"{lesson[3:]}.py"
        path.write_text("import numpy as np\n" + text, encoding="utf-8")
        return grade_one(lesson, path, diagnosed=True)

    return one


def test_a_mistake_is_named_however_it_is_written(grade_text: Callable[[str, str], LessonResult]) -> None:
    loops = """
    out = np.empty_like(np.asarray(w, float))
    for place in np.ndindex(out.shape):
        out[place] = np.asarray(w)[place] - np.asarray(gradient)[place] * (1 / learning_rate)
    return out if out.ndim else float(out)
"""
    text = f"{RIGHT}\ndef update_step(w, gradient, learning_rate):{loops}"
    result = grade_text(STEP, text)
    assert named(result)["step_of_a_number"] == "divides_by_the_rate"
    (check,) = [check for check in result.checks if check.id == "step_of_a_number"]
    assert check.diagnosis is not None
    catalogued = {one.id: one for one in misconceptions(ROOT, STEP)}["divides_by_the_rate"]
    assert (check.diagnosis.title, check.diagnosis.hint) == (catalogued.title, catalogued.hint)
    assert check.counterexample is not None


@pytest.mark.parametrize("slope", ["(f(x + 1e-17) - f(x - 1e-17)) / 2e-17", "(f(x + 1e-5) - f(x - 1e-5)) / 2 * 1e-5"])
def test_of_two_mistakes_with_nearly_the_same_answers_the_right_one_is_named(
    grade_text: Callable[[str, str], LessonResult], slope: str
) -> None:
    found = named(grade_text("01_derivative", f"def derivative(f, x):\n    return {slope}\n"))
    assert found["slope_of_a_curve"] == ("h_too_small" if "17" in slope else "divides_by_two_times_h")


@pytest.mark.parametrize("mistake", ["seeded_once", "global_seed"])
def test_a_mistake_that_depends_on_earlier_calls_is_named(
    grade_text: Callable[[str, str], LessonResult], mistake: str
) -> None:
    path = ROOT / "autograder_tests" / "12_initialization" / "wrong" / f"{mistake}.py"
    found = named(grade_text("12_initialization", path.read_text(encoding="utf-8").replace("n_in", "inputs")))
    assert found["normal_follows_its_seed"] == mistake


def test_a_mistake_that_fails_where_others_do_is_told_from_them_by_the_checks_that_were_skipped(
    grade_text: Callable[[str, str], LessonResult],
) -> None:
    folder = ROOT / "autograder_tests" / "13_inner_layers" / "wrong"
    for mistake in ("argmax_over_points", "square_grids_only"):
        found = named(grade_text("13_inner_layers", (folder / f"{mistake}.py").read_text(encoding="utf-8")))
        assert found["grid"] == mistake


def test_what_fails_once_and_then_no_more_gets_no_name(
    course: Course, nursery: Nursery, exam_of: Callable[..., LessonExam]
) -> None:
    exam, source = exam_of(STEP), Source("update_step.py", (RIGHT,), False, "")
    by_chance = [Evidence(check.id, Outcome.FAILED) for check in exam.checks]
    assert grader.diagnose.diagnose(exam, course, nursery, source, by_chance) == {}


def test_two_mistakes_in_two_functions_are_named_each_in_its_own_check(
    grade_text: Callable[[str, str], LessonResult],
) -> None:
    found = named(grade_text(STEP, RIGHT + NO_RATE + ONLY_WEIGHTS))
    assert {"ignores_the_rate", "only_weights"} <= set(found.values())
    both = {
        one.id: one.caught_by for one in misconceptions(ROOT, STEP) if one.id in ("ignores_the_rate", "only_weights")
    }
    assert {found[check] for check in both.values()} == set(both)


def test_a_mistake_that_is_only_partly_made_is_not_named(grade_text: Callable[[str, str], LessonResult]) -> None:
    text = f"""{RIGHT}
def update_step(w, gradient, learning_rate):
    return w + learning_rate * gradient if np.sum(w) > 1 else w - learning_rate * gradient
"""
    result = grade_text(STEP, text)
    assert any(check.outcome == Outcome.FAILED for check in result.checks)
    assert not named(result)


@pytest.mark.parametrize(
    "answer",
    ["10**400", "-10**400", "1e308 * 10", "complex('nan')", "'text'", "b'x'", "None", "[[[]]]", "{'a': []}",
     "np.array([], dtype=bool)", "np.full((0, 3), np.nan)", "np.float16(1e4) * 10", "np.array(['a'])", "object()",
     "np.uint64(2**64 - 1)", "np.array(np.nan)", "[w, w]", "{'a': 10**400}"],
)  # fmt: skip
@pytest.mark.parametrize("lesson", [STEP, "07_backprop"])
def test_no_answer_leaves_a_submission_ungraded(
    answer: str, lesson: str, grade_text: Callable[[str, str], LessonResult]
) -> None:
    functions = {STEP: ["update_step", "update_parameters"], "07_backprop": ["forward", "cost", "backprop"]}[lesson]
    text = "".join(f"def {name}(w, *others):\n    return {answer}\n" for name in functions)
    result = grade_text(lesson, text)
    assert result.status == "graded"
    assert result.score <= 1


@pytest.mark.parametrize("lesson", [STEP, "07_backprop", "10_ewma"])
def test_right_ones_and_stubs_are_never_diagnosed(lesson: str, grade_one: GradeOne) -> None:
    for path in [one.path for one in correct_styles(ROOT, lesson)] + [ROOT / "exercises" / lesson / f"{lesson[3:]}.py"]:
        assert not named(grade_one(lesson, path, diagnosed=True)), path


def test_what_no_mistake_explains_may_be_off_by_a_factor(grade_text: Callable[[str, str], LessonResult]) -> None:
    reference = (ROOT / "solutions" / "06_cost" / "cost.py").read_text(encoding="utf-8")
    text = f"{reference}\nright = mse_gradient\ndef mse_gradient(y, y_hat):\n    return right(y, y_hat) * len(y)\n"
    found = named(grade_text("06_cost", text))
    assert found == {"mse_gradient": "ratio_rows"}


RNG = np.random.default_rng(0)
MATRICES = [RNG.normal(size=(n, n)) for n in (2, 3, 5, 7)]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda a: -a, OPPOSITE),
        (lambda a: 2 * a, DOUBLE),
        (lambda a: a / 2, HALF),
        (lambda a: a * len(a), TIMES_ROWS),
        (lambda a: a / len(a), OVER_ROWS),
        (lambda a: a.T, TRANSPOSED),
        (lambda a: a * 1.5, None),
        (lambda a: a + 1, None),
        (lambda a: -a if len(a) > 2 else 2 * a, None),
        (lambda a: a * np.nan, None),
        (lambda a: a[:1], None),
        (lambda a: "text", None),
    ],
)
def test_a_constant_ratio_names_itself(change: Callable[[np.ndarray], object], wanted: object) -> None:
    whole = [Answered([change(a)], [a], [len(a)]) for a in MATRICES]
    assert ratio(whole) == wanted
    in_a_dict = [Answered([{"W": change(a), "b": a[0]}], [{"W": a, "b": a[0]}], [len(a)]) for a in MATRICES]
    assert ratio(in_a_dict) == wanted
    assert ratio(whole[:2]) is None, "too few examples"
    assert ratio([*whole, Answered([MATRICES[0]], [MATRICES[0]], [2])]) is None, "one failed for another reason"
