"""Lesson 04 against others: scipy's sigmoid, and autograd's derivatives of the sigmoid, of chains and of the cost."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.special import expit

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

Curve = Callable[[float], float]
CURVES: dict[str, Curve] = {
    "cubic": lambda x: 0.3 * x**3 - x + 2,
    "wave": lambda x: anp.sin(2 * x) + 0.5 * anp.cos(x),
    "bend": lambda x: 2 * anp.tanh(x - 1),
    "log": lambda x: anp.log(1 + x**2),
    "ratio": lambda x: x / (1 + x**2),
}
PLACES = [float(x) for x in np.random.default_rng(1).uniform(-3, 3, 20)]
WIDE = np.concatenate([np.random.default_rng(2).uniform(-1000, 1000, 200), np.linspace(-50, 50, 401)])
NETWORKS = [tuple(map(float, row)) for row in np.random.default_rng(3).uniform(-2, 2, (200, 4))]


@pytest.fixture(scope="module")
def reference(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["04_chain_rule"])[0])[2]


def sigmoid_for_autograd(z: float) -> float:
    return 1 / (1 + anp.exp(-z))


def test_sigmoid_is_that_of_scipy(reference: ModuleType) -> None:
    np.testing.assert_allclose(reference.sigmoid(WIDE), expit(WIDE), rtol=0, atol=1e-15)
    for z in map(float, WIDE[:50]):
        assert reference.sigmoid(z) == pytest.approx(expit(z), rel=0, abs=1e-15)


def test_slope_of_the_sigmoid_is_that_of_autograd(reference: ModuleType) -> None:
    for z in map(float, np.linspace(-30, 30, 121)):
        want = autograd.grad(sigmoid_for_autograd)(z)
        assert reference.sigmoid_derivative(z) == pytest.approx(want, rel=0, abs=1e-15)
    np.testing.assert_allclose(reference.sigmoid_derivative(WIDE), expit(WIDE) * expit(-WIDE), rtol=0, atol=1e-15)


def test_extremes_are_exact_and_give_no_warning(reference: ModuleType) -> None:
    ends = np.array([-1000.0, 1000.0])
    np.testing.assert_array_equal(reference.sigmoid(ends), [0.0, 1.0])
    np.testing.assert_array_equal(reference.sigmoid_derivative(ends), [0.0, 0.0])


@pytest.mark.parametrize("outer", CURVES)
@pytest.mark.parametrize("inner", CURVES)
def test_chain_agrees_with_autograd(reference: ModuleType, outer: str, inner: str) -> None:
    f, g = CURVES[outer], CURVES[inner]
    for x in PLACES:
        want = autograd.grad(lambda x: f(g(x)))(x)
        assert reference.chain(autograd.grad(f), g, autograd.grad(g), x) == pytest.approx(want, rel=1e-12, abs=1e-12)


def test_chain_used_twice_agrees_with_autograd(reference: ModuleType) -> None:
    f, g, k = CURVES["wave"], CURVES["ratio"], CURVES["cubic"]
    for x in PLACES:
        inner = reference.chain(autograd.grad(g), k, autograd.grad(k), x)
        got = reference.chain(autograd.grad(f), lambda x: g(k(x)), lambda x, inner=inner: inner, x)
        assert got == pytest.approx(autograd.grad(lambda x: f(g(k(x))))(x), rel=1e-12, abs=1e-12)


def test_slopes_of_both_weights_agree_with_autograd(reference: ModuleType) -> None:
    def cost(x: float, y: float, w1: float, w2: float) -> float:
        return (sigmoid_for_autograd(w2 * sigmoid_for_autograd(w1 * x)) - y) ** 2

    first, second = autograd.grad(cost, 2), autograd.grad(cost, 3)
    for network in NETWORKS:
        got = reference.two_weight_derivatives(*network)
        assert got == pytest.approx((first(*network), second(*network)), rel=1e-12, abs=1e-14)
