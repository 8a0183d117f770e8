"""Lesson 02 against others: autograd for the reference, scipy and autograd for the exam's own functions."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.optimize import approx_fprime

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

Array = np.ndarray
Function = Callable[[Array], float]
FUNCTIONS: dict[str, Function] = {
    "neighbours": lambda w: anp.sum(w**2) + anp.sum(anp.ravel(w)[:-1] * anp.ravel(w)[1:] ** 2),
    "waves": lambda w: anp.sin(anp.sum(w)) + anp.sum(anp.cos(2 * w)),
    "hill": lambda w: anp.exp(-anp.mean(w**2)) * (1 + anp.mean(w)),
    "norm": lambda w: anp.sqrt(1 + anp.sum(w**2)),
}
SHAPES = [(1,), (2,), (5,), (1, 1), (2, 3), (3, 2), (12,), (2, 1, 3)]
each_function = pytest.mark.parametrize("name", FUNCTIONS)
each_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
SEEDS = pytest.mark.parametrize("seed", range(20))


@pytest.fixture(scope="module")
def lesson(course: Course) -> tuple[dict[str, Any], ModuleType]:
    """The exam's own functions by name, and the reference."""
    return load_lesson(course, pick_lessons(course, ["02_gradient"])[0])[1:]


@pytest.fixture(scope="module")
def reference(lesson: tuple[dict[str, Any], ModuleType]) -> ModuleType:
    return lesson[1]


def places(shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(7).uniform(-2, 2, (5, *shape))


@each_function
@each_shape
def test_gradient_agrees_with_autograd(reference: ModuleType, name: str, shape: tuple[int, ...]) -> None:
    f = FUNCTIONS[name]
    for w in places(shape):
        got = reference.gradient(f, w)
        assert got.shape == shape
        np.testing.assert_allclose(got, autograd.grad(f)(w), rtol=1e-8, atol=1e-8)


@each_function
@each_shape
def test_directional_derivative_agrees_with_autograd(reference: ModuleType, name: str, shape: tuple[int, ...]) -> None:
    f = FUNCTIONS[name]
    for w, v in zip(places(shape), 3 * places(shape)[::-1]):
        want = autograd.grad(lambda t, w=w, v=v: f(w + t * v))(0.0)
        assert reference.directional_derivative(f, w, v) == pytest.approx(want, rel=1e-7, abs=1e-7)


@each_function
def test_gradient_of_a_number_agrees_with_autograd(reference: ModuleType, name: str) -> None:
    f = FUNCTIONS[name]
    for x in map(float, places(())):
        want = autograd.grad(f)(x)
        for w in (x, np.array(x)):
            assert np.shape(reference.gradient(f, w)) == ()
            assert reference.gradient(f, w) == pytest.approx(want, rel=1e-8, abs=1e-8)


def exams_functions(kinds: dict[str, Any], seed: int) -> list[tuple[Any, Function]]:
    """The exam's functions of arrays, each beside the same formula written for autograd."""
    a, m, u = np.random.default_rng(seed).uniform(-2, 2, (3, 2, 3))
    return [
        (kinds["Valley"](a, m, u), lambda w: anp.sum(a * (w - m) ** 2) + anp.sum(u * w) ** 2),
        (kinds["Ripple"](a, u, 1.5), lambda w: anp.sum(a * w) + 1.5 * anp.sin(anp.sum(u * w))),
        (kinds["Crest"](u, 2.5), lambda w: 2.5 * anp.log(anp.sum(anp.exp(u * w)))),
    ]


@SEEDS
def test_functions_of_the_exam_know_their_gradients(lesson: tuple[dict[str, Any], ModuleType], seed: int) -> None:
    w = np.random.default_rng(seed + 100).uniform(-2, 2, (2, 3))
    for f, formula in exams_functions(lesson[0], seed):
        assert f(w) == pytest.approx(formula(w), rel=1e-12)
        np.testing.assert_allclose(f.gradient(w), autograd.grad(formula)(w), rtol=1e-11, atol=1e-11)
        measured = approx_fprime(w.ravel(), lambda flat, f=f: f(flat.reshape(2, 3)))
        np.testing.assert_allclose(f.gradient(w).ravel(), measured, rtol=1e-4, atol=1e-4)


def test_functions_of_the_exam_refuse_another_shape(lesson: tuple[dict[str, Any], ModuleType]) -> None:
    for f, _ in exams_functions(lesson[0], 0):
        for other in (np.zeros(6), np.zeros(3), np.zeros((3, 2)), np.zeros((1, 2, 3))):
            with pytest.raises(ValueError, match=r"shape \(2, 3\), all of w at once, and was given one of shape"):
                f(other)
        with pytest.raises(ValueError, match="a single number"):
            f(1.0)
