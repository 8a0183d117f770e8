"""Mutants: which slips are made, where they may be made, and that every one of them is a program of its own."""

from __future__ import annotations

import ast
import importlib
from typing import Any

import pytest
from conftest import ROOT

from grader import mutate
from grader.errors import UsageError
from grader.mutate import LIBRARY, Mutant, mutants_of, reached, to_write

REFERENCE = '''"""Lesson: 1 + 1 = 2."""

import numpy as np

PREDICT = {
    "sum": 1 + 2,  # SOLUTION
}
STEP = 1 + 5


def given(x):
    return x + 7


def mean(values: "1 + 1", start: int = 3) -> "2 - 1":
    """The mean - not the sum."""
    ### BEGIN SOLUTION
    print(f"{values + 1}")
    return values.sum() / len(values)
    ### END SOLUTION
'''

OURS = [
    ("negate", "y = a", "y = (-a)"),
    ("negate", "y += a", "y -= a"),
    ("negate", "y = f(a, 1)", "y = f((-a), 1)"),
    ("negate", "y = {'W': a}", "y = {'W': (-a)}"),
    ("negate", "y = a + b", "y = (-a) + b"),
    ("transpose", "y = x.T", "y = x"),
    ("transpose", "y = a @ b", "y = a.T @ b"),
    ("transpose", "y = a @ b", "y = a @ b.T"),
    ("axis", "y = x.sum(axis=0)", "y = x.sum(axis=1)"),
    ("axis", "y = x.sum(axis=0, keepdims=True)", "y = x.sum(keepdims=True)"),
    ("axis", "y = x.max(axis=-1)", "y = x.max(axis=0)"),
    ("axis", "y = np.mean(x)", "y = np.mean(x, axis=0)"),
    ("axis", "y = x.mean()", "y = x.mean(axis=0)"),
    ("other_function", "y = np.mean(x)", "y = np.sum(x)"),
    ("other_function", "y = x.min()", "y = x.max()"),
    ("other_function", "y = max(a, b)", "y = min(a, b)"),
    ("off_by_one", "y = range(n)", "y = range((n - 1))"),
    ("off_by_one", "y = range(n)", "y = range(1, n)"),
    ("off_by_one", "y = range(a, n)", "y = range(a, (n + 1))"),
    ("off_by_one", "y = len(x)", "y = (len(x) - 1)"),
    ("off_by_one", "y = x.shape[0]", "y = (x.shape[0] + 1)"),
    ("off_by_one", "y = x[t]", "y = x[(t - 1)]"),
    ("off_by_one", "y = x[:n]", "y = x[:(n - 1)]"),
    ("off_by_one", "y = x.size", "y = (x.size - 1)"),
    ("off_by_one", "y = enumerate(x)", "y = enumerate(x, 1)"),
    ("complement", "y = (1 - a) * v + a * x", "y = (a) * v + a * x"),
    ("complement", "y = (1 - a) * v + a * x", "y = (1 - a) * v + (1 - a) * x"),
    ("drop", "y = a + b", "y = a"),
    ("drop", "y = a + b", "y = b"),
    ("drop", "y = a - b", "y = (-b)"),
    ("drop", "y = a ** 2", "y = a"),
    ("drop", "y = np.tanh(a)", "y = a"),
    ("drop", "y = x.copy()", "y = x"),
    ("drop", "y = a if c else b", "y = b"),
    ("drop", "y -= a", "pass"),
    ("drop", "def f(x):\n    x.sort()", "def f(x):\n    pass"),
    ("drop", "if c:\n    y = 0", "pass"),
    ("swap", "y = a - b", "y = (b - a)"),
    ("swap", "y = a @ b", "y = (b @ a)"),
    ("swap", "y = a.dot(b)", "y = b.dot(a)"),
    ("swap", "y = f(a, b, c)", "y = f(a, c, b)"),
    ("swap", "y = a, b", "y = (b, a)"),
    ("nudge", "y = 0.5", "y = 0.55"),
    ("nudge", "y = 2 * x", "y = 2.2 * x"),
]

LIBRARYS = [
    ("ReplaceBinaryOperator_Add_Sub", "y = a + b", "y = a - b"),
    ("ReplaceBinaryOperator_Pow_Mul", "y = a**b", "y = a*b"),
    ("ReplaceComparisonOperator_Lt_LtE", "y = a < b", "y = a <= b"),
    ("ReplaceUnaryOperator_Delete_USub", "y = -a", "y = a"),
    ("AddNot", "if a:\n    y = 1", "if not a:\n    y = 1"),
    ("ReplaceTrueWithFalse", "y = f(keepdims=True)", "y = f(keepdims=False)"),
    ("NumberReplacer", "y = 4", "y =  5"),
    ("ZeroIterationForLoop", "for t in x:\n    y = t", "for t in []:\n    y = t"),
    ("ReplaceAndWithOr", "y = a and b", "y = a or b"),
]


def same(one: str, two: str) -> bool:
    return ast.dump(ast.parse(one)) == ast.dump(ast.parse(two))


@pytest.mark.parametrize(("operator", "before", "after"), OURS + LIBRARYS)
def test_an_operator_makes_its_slip(operator: str, before: str, after: str) -> None:
    made = [mutant for mutant in mutants_of(before) if same(mutant.source, after)]
    assert len(made) == 1, [mutant.change for mutant in mutants_of(before)]
    assert made[0].operator in (operator, *LIBRARY)  # what two operators make is kept once


def test_each_operator_of_the_library_exists() -> None:
    provider: Any = importlib.import_module("cosmic_ray.operators.provider")
    assert set(LIBRARY) <= set(provider.OperatorProvider())
    assert len(set(LIBRARY)) == len(LIBRARY)


def test_of_a_reference_only_the_solution_is_changed() -> None:
    made = mutants_of(REFERENCE)
    assert len(made) >= 8
    lines = REFERENCE.split("\n")
    for mutant in made:
        changed = mutant.source.split("\n")
        assert [number + 1 for number, line in enumerate(lines) if changed[number] != line] == [mutant.line]
        assert mutant.line == 19 or (mutant.line == 18 and "values +" not in mutant.source.replace("values + 1", ""))


def test_of_a_style_everything_but_names_hints_and_texts_may_change() -> None:
    style = REFERENCE.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
    lines = {mutant.line for mutant in mutants_of(style)}
    texts_and_hints = {1, 3, 6, 16}
    assert lines.isdisjoint(texts_and_hints)
    assert {8, 12, 15, 18, 19} >= lines >= {8, 12, 15, 19}
    assert all("mean(values: '1 + 1'".replace("'", '"') in mutant.source for mutant in mutants_of(style))


@pytest.mark.parametrize("path", sorted(ROOT.glob("solutions/0[357]*/*.py")), ids=lambda path: path.stem)
def test_no_mutant_is_the_text_itself_or_another_or_no_program(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    made = mutants_of(text)
    meanings = {ast.dump(ast.parse(mutant.source)) for mutant in made}
    assert len(meanings | {ast.dump(ast.parse(text))}) == len(made) + 1
    assert len({mutant.id for mutant in made}) == len(made)
    assert made == mutants_of(text)
    assert [mutant.line for mutant in made] == sorted(mutant.line for mutant in made)


def test_letters_of_several_bytes_do_not_move_the_place() -> None:
    (mutant,) = [one for one in mutants_of('name = "äöü→"; y = a - b') if one.operator == "swap"]
    assert mutant.source == 'name = "äöü→"; y = (b - a)'
    assert mutant == Mutant(
        "swap-1-1", "swap", 1, mutant.source, 'name = "äöü→"; y = a - b  ->  name = "äöü→"; y = (b - a)'
    )  # fmt: skip


def test_expressions_over_several_lines_are_replaced_as_a_whole() -> None:
    made = [one for one in mutants_of("y = f(\n    a +\n    b\n)\nz = 1\n") if one.operator == "drop"]
    assert "y = (a +\n" not in "".join(one.source for one in made)
    assert [one.source for one in made if one.line == 1] == ["y = (a + b)\nz = 1\n"]


def test_decorated_functions_and_methods_are_changed_too() -> None:
    text = "@cached\ndef f(x):\n    return x\n\n\nclass A:\n    def g(self):\n        return 1 - self.x\n"
    made = mutants_of(text)
    assert {(one.line, one.operator) for one in made} >= {(1, "RemoveDecorator"), (3, "negate"), (8, "complement")}


@pytest.mark.parametrize("text", ["print(1 + 2)", "f(3, x=0.5)", "x.sort(axis=0)"])
def test_what_a_file_tries_out_is_left_alone(text: str) -> None:
    assert mutants_of(text) == []


@pytest.mark.parametrize("text", ["y = len(x)", "y = np.zeros_like(x)", "y = abs(x)"])
def test_a_sign_that_is_lost_at_once_is_not_changed(text: str) -> None:
    assert not [one.change for one in mutants_of(text) if "(-x)" in one.source]


def test_without_the_library_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(mutate.importlib, "import_module", missing)
    with pytest.raises(UsageError, match=r"pip install 'downslope\[audit\]'"):
        mutants_of("y = 1")


PROGRAM = """import numpy as np

RATE = 2


def step(w):
    return w - RATE


def walk(w):
    return step(step(w))


def other(w):
    return w + 1
"""


@pytest.mark.parametrize(
    ("line", "names"),
    [(3, {"RATE", "step", "walk"}), (7, {"step", "walk"}), (11, {"walk"}), (15, {"other"})],
)
def test_a_slip_reaches_what_uses_it_and_nothing_else(line: int, names: set[str]) -> None:
    assert reached(PROGRAM, line) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("w, rows = step(1), 3\nprint(w)\n", {"w", "rows"}),
        ("for w in [1, 2]:\n    half = w / 2\nprint(half)\n", {"w", "half"}),
        ("if True:\n    g = 1\nh = g\n", {"g", "h"}),
        ("def keep(w):\n    global RATE\n    RATE = w\n", {"keep", "RATE", "step", "walk"}),
    ],
)
def test_a_try_out_reaches_no_function_that_calls_something_else_by_its_name(text: str, names: set[str]) -> None:
    assert reached(f"{PROGRAM}{text}", PROGRAM.count("\n") + 2) == names


def test_what_a_student_has_to_write_has_something_between_the_markers() -> None:
    text = "a = 1\n\ndef f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION\n\ndef g(x):\n    return x\n"
    assert to_write(text) == {"f"}
    assert to_write("b = 2\ndef f(x):\n    return x\n") == {"b", "f"}


@pytest.mark.parametrize(
    "text", ["def f(w):\n    return globals()['g'](w)\n", "g = []\ng[0] = 1\n", "with f() as g:\n    h = 1\n"]
)
def test_where_it_is_not_plain_what_a_slip_reaches_it_may_be_anything(text: str) -> None:
    assert reached(f"{PROGRAM}{text}", PROGRAM.count("\n") + 2) is None
