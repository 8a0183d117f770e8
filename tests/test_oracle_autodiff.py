"""Lesson 15 against others: HIPS autograd's slopes of random expressions, and PyTorch's where it is installed.

The slope in a value on the way is that in an offset of 0 which is added there.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from grader.course import pick_lessons
from grader.exam import LessonExam, load_lesson
from grader.model import Course

Step = tuple[str, list[int | float]]  # an operation; of its operands an int is an earlier value, a float a number
Functions = dict[str, Callable[..., Any]]
SIGNS: Functions = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
}
HIPS = SIGNS | {"tanh": anp.tanh, "exp": anp.exp, "relu": lambda x: anp.maximum(x, 0.0)}
METHODS = SIGNS | {name: operator.methodcaller(name) for name in ("tanh", "exp", "relu")}


@pytest.fixture(scope="module")
def reference(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["15_autodiff"])[0])[2]


def random_expression(seed: int) -> tuple[list[float], list[Step]]:
    """A random expression in which no relu stands at its kink, where each library has a slope of its own."""
    generator = np.random.default_rng(seed)
    while True:
        starts, steps = any_expression(generator)
        values = evaluate(starts, steps, HIPS)
        if all(abs(values[int(operands[0])]) > 1e-6 for name, operands in steps if name == "relu"):
            return starts, steps


def any_expression(generator: np.random.Generator) -> tuple[list[float], list[Step]]:
    """Two to four numbers, and eight rounds of one operation on any of what came before.

    A tanh ends each round, so that nothing gets large; what is divided by, or raised, is an exp, so it is positive.
    """
    starts = [float(x) for x in generator.uniform(-2, 2, generator.integers(2, 5))]
    steps: list[Step] = []
    small = list(range(len(starts)))  # the values to choose from

    def add(name: str, *operands: int | float) -> int:
        steps.append((name, list(operands)))
        return len(starts) + len(steps) - 1

    for _ in range(8):
        name = str(generator.choice(list(HIPS)))
        left, right = (int(generator.choice(small)) for _ in range(2))
        number = float(generator.uniform(0.5, 2.5))
        if name in ("+", "-", "*"):
            sides = [(left, right), (left, number), (number, left)]
            new = add(name, *sides[generator.integers(3)])
        elif name == "/":
            new = add(name, (left, number)[generator.integers(2)], add("exp", right))
        elif name == "**":
            new = add(name, add("exp", left), (number, -number, 1.0, 2.0)[generator.integers(4)])
        else:
            new = add(name, left)
        small += [new, add("tanh", new)] if name == "relu" else [add("tanh", new)]
    return starts, steps


def evaluate(starts: Sequence[Any], steps: Sequence[Step], functions: Functions, offsets: Any = None) -> list[Any]:
    """All values, each with its offset added, if there are offsets."""
    values: list[Any] = []

    def put(value: Any) -> None:
        values.append(value if offsets is None else value + offsets[len(values)])

    for start in starts:
        put(start)
    for name, operands in steps:
        put(functions[name](*[values[one] if type(one) is int else one for one in operands]))
    return values


def hips(starts: list[float], steps: list[Step], end: int = -1) -> tuple[list[float], np.ndarray]:
    """The values, and the slope of one of them in every value, as autograd finds it."""
    offsets = np.zeros(len(starts) + len(steps))
    slopes = autograd.grad(lambda offsets: evaluate(starts, steps, HIPS, offsets)[end])(offsets)
    return evaluate(starts, steps, HIPS), slopes


@pytest.mark.parametrize("seed", range(150))
def test_values_and_slopes_of_random_expressions_are_those_of_autograd(reference: ModuleType, seed: int) -> None:
    starts, steps = random_expression(seed)
    ours = evaluate([reference.Value(x) for x in starts], steps, METHODS)
    for end in (len(ours) // 2, -1):  # one after the other, on the same objects
        values, slopes = hips(starts, steps, end)
        ours[end].backward()
        np.testing.assert_allclose([value.data for value in ours], values, rtol=1e-13, atol=1e-13)
        made = reached(steps, len(starts), end % len(ours))
        for place in made:
            assert ours[place].grad == pytest.approx(slopes[place], rel=1e-11, abs=1e-12)


def reached(steps: list[Step], leaves: int, end: int) -> set[int]:
    """The places of all values that the value at `end` was made from, its own included."""
    found, todo = {end}, [end]
    while todo:
        place = todo.pop()
        operands = steps[place - leaves][1] if place >= leaves else []
        new = {one for one in operands if type(one) is int} - found
        found |= new
        todo += new
    return found


def test_values_and_slopes_are_those_of_pytorch(reference: ModuleType) -> None:
    torch = pytest.importorskip("torch")
    for seed in range(50):
        starts, steps = random_expression(seed)
        theirs = evaluate([torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in starts], steps, METHODS)
        ours = evaluate([reference.Value(x) for x in starts], steps, METHODS)
        theirs[-1].backward()
        ours[-1].backward()
        assert ours[-1].data == pytest.approx(theirs[-1].item(), rel=1e-13)
        for mine, other in zip(ours[: len(starts)], theirs):
            slope = 0.0 if other.grad is None else other.grad.item()
            assert mine.grad == pytest.approx(slope, rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("key", [b"one", b"two"])
def test_the_exam_expects_what_autograd_finds(exam_of: Callable[..., LessonExam], key: bytes) -> None:
    """The exam's own slopes come from imaginary nudges; every program of two papers, against autograd."""
    exam = exam_of("15_autodiff", key)
    truth = sys.modules["downslope_hidden_autodiff"].truth  # type: ignore[attr-defined]
    programs = [one["program"] for check in exam.checks for one in exam.examples(check) if "program" in one]
    assert len(programs) > 250
    for program in programs:
        place = {name: number for number, name in enumerate(program.names)}
        steps = [(name, [place.get(one, _number(one)) for one in operands]) for name, *operands in program.lines]
        values, slopes = hips(list(program.numbers), steps)
        data, expected = truth(program)
        np.testing.assert_allclose(list(data.values()), values, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(list(expected.values()), slopes, rtol=1e-11, atol=1e-11)
        assert len(place) <= 20


def _number(operand: object) -> float:
    return float(operand) if isinstance(operand, int | float) else float("nan")


def test_the_kink_of_relu_and_flat_powers(reference: ModuleType) -> None:
    for function, base, data, low, high in [
        (METHODS["relu"], 0.0, 0.0, 0.0, 1.0),
        (lambda x: x**0, 0.0, 1.0, 0.0, 0.0),
        (lambda x: x**0, -3.0, 1.0, 0.0, 0.0),
        (lambda x: x**1, 0.0, 0.0, 1.0, 1.0),
        (lambda x: x**4, 0.0, 0.0, 0.0, 0.0),
    ]:
        start = reference.Value(base)
        end = function(start)
        end.backward()
        assert end.data == data
        assert low <= start.grad <= high


def test_a_chain_of_many_thousand_steps(reference: ModuleType) -> None:
    start = reference.Value(1.0)
    end = start
    for _ in range(20_000):
        end = end * 1.0001 + 0.0
    for _ in range(2):
        end.backward()
        assert start.grad == pytest.approx(1.0001**20_000, rel=1e-9)


def test_a_deep_chain_whose_first_value_is_used_all_along_is_that_of_autograd(reference: ModuleType) -> None:
    """Two thousand steps, each from the last value and many from the first too; no slope fades on the way."""
    generator = np.random.default_rng(15)
    steps: list[Step] = []
    for last in range(0, 2000, 2):
        name = str(generator.choice(["+", "-", "*", "neg"]))
        operands: list[int | float] = [last] if name == "neg" else [last, 0][:: generator.choice([-1, 1])]
        steps += [(name, operands), ("+", [last + 1, float(generator.uniform(-1, 1))])]
    values, slopes = hips([0.999], steps)
    ours = evaluate([reference.Value(0.999)], steps, METHODS)
    ours[-1].backward()
    np.testing.assert_allclose([value.data for value in ours], values, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose([value.grad for value in ours], slopes, rtol=1e-9)
    assert np.abs(slopes).min() > 0.1
    assert abs(slopes[0]) > 5
