"""Lesson 01 against others: autograd for the reference, complex steps for the exam's own functions."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings

from autograder_tests.strategies import Smooth, points, smooth_functions
from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

CURVES: dict[str, Callable[[float], float]] = {
    "cubic": lambda x: 0.3 * x**3 - x + 2,
    "wave": lambda x: anp.sin(2 * x) + 0.5 * anp.cos(x),
    "bend": lambda x: 2 * anp.tanh(x - 1),
    "log": lambda x: anp.log(1 + x**2),
    "damped": lambda x: anp.exp(-0.2 * x) * anp.sin(x),
    "ratio": lambda x: x / (1 + x**2),
}
PLACES = np.random.default_rng(1).uniform(-5, 5, 40)


@pytest.fixture(scope="module")
def reference(course: Course) -> ModuleType:
    (lesson,) = pick_lessons(course, ["01_derivative"])
    return load_lesson(course, lesson)[2]


@pytest.mark.parametrize("name", CURVES)
def test_derivative_agrees_with_autograd(reference: ModuleType, name: str) -> None:
    f, slope = CURVES[name], autograd.grad(CURVES[name])
    for x in map(float, PLACES):
        assert reference.derivative(f, x) == pytest.approx(slope(x), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("name", CURVES)
def test_direction_is_minus_the_sign_of_autograds_slope(reference: ModuleType, name: str) -> None:
    f, slope = CURVES[name], autograd.grad(CURVES[name])
    for x in map(float, PLACES):
        assert reference.downhill_direction(f, x) == -np.sign(slope(x))


def test_direction_on_flat_ground_is_zero(reference: ModuleType) -> None:
    for name, x in [("log", 0.0), ("ratio", 1.0), ("ratio", -1.0)]:
        assert autograd.grad(CURVES[name])(x) == 0
        assert reference.downhill_direction(CURVES[name], x) == 0


@settings(deadline=None, database=None, derandomize=True)
@given(f=smooth_functions(), x=points())
def test_slopes_of_the_exam_agree_with_a_complex_step(f: Smooth, x: float) -> None:
    tiny = 1e-20
    value = f(np.array([x + tiny * 1j]))
    assert f(x) == pytest.approx(value.real[0], rel=1e-12, abs=1e-12)
    assert f.slope(x) == pytest.approx(value.imag[0] / tiny, rel=1e-9, abs=1e-9)


@settings(deadline=None, database=None, derandomize=True)
@given(f=smooth_functions(), x=points())
def test_functions_of_the_exam_give_a_float_for_a_float_and_an_array_for_an_array(f: Smooth, x: float) -> None:
    both = np.array([[x, -x]])
    for function in (f, f.slope):
        assert type(function(x)) is float
        assert function(both).shape == both.shape
        assert function(both)[0, 1] == pytest.approx(function(-x), rel=1e-12)
        assert isinstance(function(np.array(x)), np.ndarray)
    assert str(f).startswith("f(x) = ")
