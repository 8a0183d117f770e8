"""Submissions that try to earn what they did not do. None gets a point for it, and no neighbour notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from conftest import ROOT

from grader.collect import collect
from grader.exam import LessonExam
from grader.grade import grade
from grader.model import Course, LessonResult, Limits, Outcome
from grader.report.results import to_json
from grader.worker.nursery import Nursery

LESSON = "03_update_step"
REFERENCE = (ROOT / "solutions" / LESSON / "update_step.py").read_text(encoding="utf-8")
HONEST_PARAMETERS = """
def update_parameters(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}
"""
OF_UPDATE_STEP = {
    "step_of_a_number",
    "step_of_an_array",
    "steps_towards_the_minimum_from_both_sides",
    "descends",
    "rate_one_from_zero",
    "stays_where_it_is_flat",
    "step_leaves_its_inputs_alone",
}

# name: (code of a wrong update_step, what becomes of its first check)
ATTACKS: dict[str, tuple[str, Outcome]] = {
    "exits": ("import sys\ndef update_step(*a): sys.exit(0)", Outcome.ERROR),
    "exits_hard": ("import os\ndef update_step(*a): os._exit(0)", Outcome.CRASHED),
    "loops": ("def update_step(*a):\n    while True: pass", Outcome.TIMEOUT),
    "recurses": ("def update_step(*a): return update_step(*a)", Outcome.ERROR),
    "patches_numpy": (
        "import numpy as np\nnp.allclose = np.array_equal = np.all = lambda *a, **k: True\n"
        "np.abs = lambda x: 0.0\ndef update_step(w, g, r): return w",
        Outcome.FAILED,
    ),
    "patches_the_shim": (
        "import grader.wire, grader.worker.shim as shim\n"
        "shim.Shim.answer = lambda self, *a: ['passed']\ndef update_step(w, g, r): return w",
        Outcome.CRASHED,
    ),
    "equality_liar": (
        "class Liar(float):\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0.0\n"
        "    __rsub__ = __sub__\ndef update_step(w, g, r): return Liar(1.0)",
        Outcome.FAILED,
    ),
    "ndarray_subclass": (
        "import numpy as np\nclass Liar(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return True\n"
        "def update_step(w, g, r): return np.zeros(3).view(Liar)",
        Outcome.FAILED,
    ),
    "nan": ("def update_step(w, g, r): return w * float('nan')", Outcome.FAILED),
    "huge": ("def update_step(w, g, r): return 10 ** 4000", Outcome.FAILED),
    "walks_the_stack": (
        "import sys\ndef update_step(w, g, r):\n    frame = sys._getframe()\n    while frame:\n"
        "        for name in ('want', 'expected', 'reference'):\n"
        "            if name in frame.f_locals: return frame.f_locals[name]\n"
        "        frame = frame.f_back\n    return w",
        Outcome.FAILED,
    ),
    "searches_the_heap": (
        "import gc, types\ndef update_step(w, g, r):\n    for thing in gc.get_objects():\n"
        "        if isinstance(thing, types.ModuleType) and 'solutions' in str(getattr(thing, '__file__', '')):\n"
        "            return thing.update_step(w, g, r)\n    return w",
        Outcome.FAILED,
    ),
    "reads_the_solution": (
        f"path = {str(ROOT / 'solutions' / LESSON / 'update_step.py')!r}\n"
        "def update_step(w, g, r):\n    space = {}\n    exec(open(path).read(), space)\n"
        "    return space['update_step'](w, g, r)",
        Outcome.ERROR,
    ),
    "changes_the_question": ("def update_step(w, g, r):\n    w[...] = g[...] = 0\n    return w", Outcome.ERROR),
    "sends_a_forged_answer": (
        "import os, struct\ndef update_step(w, g, r):\n"
        "    os.write(3, struct.pack('<8sIQ', bytes(8), 1, 0) + b'\\xc0')\n    return w",
        Outcome.CRASHED,
    ),
    "claims_not_to_be_written": ("def update_step(*a): raise NotImplementedError", Outcome.NOT_ATTEMPTED),
}


@pytest.fixture(scope="module")
def exam(exam_of: Callable[..., LessonExam]) -> LessonExam:
    """Lesson 03 with small limits."""
    exam = exam_of(LESSON)
    limits = Limits(call_seconds=0.3, lesson_seconds=2)
    return msgspec.structs.replace(exam, lesson=msgspec.structs.replace(exam.lesson, limits=limits))


@pytest.fixture
def graded(course: Course, exam: LessonExam, nursery: Nursery, tmp_path: Path) -> Callable[[str], LessonResult]:
    def one(code: str) -> LessonResult:
        path = tmp_path / "update_step.py"
        path.write_text(code, encoding="utf-8")
        (submission,) = collect([path], [exam.lesson])
        return grade(submission, course, [exam], nursery).lessons[0]

    return one


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_nothing_and_the_other_function_keeps_its_points(
    name: str, graded: Callable[[str], LessonResult]
) -> None:
    code, outcome = ATTACKS[name]
    result = graded(f"{code}\n{HONEST_PARAMETERS}")
    by_id = {check.id: check for check in result.checks}
    attacked = [check for check in result.checks if check.id in OF_UPDATE_STEP]
    assert len(attacked) == len(OF_UPDATE_STEP)
    assert result.status == "graded"
    assert by_id["step_of_a_number"].outcome == outcome, by_id["step_of_a_number"]
    assert not [check.id for check in attacked if check.points], name
    if name not in ("patches_numpy", "patches_the_shim", "loops"):
        assert by_id["update_of_every_parameter"].points == 2


@pytest.mark.parametrize(
    ("code", "outcome", "words"),
    [
        ("import sys\nsys.exit(0)", Outcome.ERROR, "SystemExit: 0 (update_step.py, line 2: sys.exit(0))"),
        ("import os\nos._exit(0)", Outcome.CRASHED, "ended its own process"),
        ("while True: pass", Outcome.TIMEOUT, "0.3 s"),
        ("raise ValueError('no\\x1b[31m')", Outcome.ERROR, "ValueError: no?[31m (update_step.py, line 1"),
        ("def f(:", Outcome.ERROR, "SyntaxError: invalid syntax (update_step.py, line 1: def f(:)"),
    ],
)
def test_a_file_that_cannot_be_loaded_loses_its_lesson_with_one_reason(
    code: str, outcome: Outcome, words: str, graded: Callable[[str], LessonResult]
) -> None:
    result = graded(code)
    assert result.score == 0
    assert {check.outcome for check in result.checks} == {outcome}
    assert all(words in str(check.message) for check in result.checks)


def test_neighbours_of_an_attacker_get_the_same_bytes(
    course: Course, exam: LessonExam, nursery: Nursery, tmp_path: Path
) -> None:
    def results(folder: Path) -> dict[str, bytes]:
        found = collect([folder], [exam.lesson])
        return {one.student: to_json(grade(one, course, [exam], nursery)) for one in found}

    for name, code in [("ada", REFERENCE), ("cyd", REFERENCE.replace("w - ", "w + ")), ("eve", "")]:
        (tmp_path / "alone" / name).mkdir(parents=True)
        (tmp_path / "alone" / name / "update_step.py").write_text(code)
    alone = results(tmp_path / "alone")
    for name, (code, _) in ATTACKS.items():
        (tmp_path / "alone" / f"b_{name}").mkdir()
        (tmp_path / "alone" / f"b_{name}" / "update_step.py").write_text(code)
    together = results(tmp_path / "alone")
    assert {name: together[name] for name in alone} == alone


def test_nothing_of_the_hidden_tests_or_the_reference_is_in_a_result(
    course: Course, exam: LessonExam, nursery: Nursery, tmp_path: Path
) -> None:
    hidden = (ROOT / "autograder_tests" / LESSON / "test_hidden_update_step.py").read_text(encoding="utf-8")
    titles = {check.title for check in exam.checks} | {check.hint for check in exam.checks}
    secret = [line.strip() for line in (hidden + REFERENCE).splitlines() if len(line.strip()) > 25]
    secret = [line for line in secret if not any(title in line for title in titles)]
    for code, _ in ATTACKS.values():
        (tmp_path / "update_step.py").write_text(code)
        (submission,) = collect([tmp_path / "update_step.py"], [exam.lesson])
        text = to_json(grade(submission, course, [exam], nursery)).decode()
        assert not [line for line in secret if line in text]
