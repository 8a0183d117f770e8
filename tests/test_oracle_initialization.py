"""Lesson 12 against SciPy's distributions and moments, and against lesson 07 for what the text says of symmetry.

A Kolmogorov-Smirnov test compares a whole distribution. There are nine; each raises a false alarm with 1e-10, so that
all together stay below 1e-9. The seeds are fixed: what passes once passes always.
"""

from __future__ import annotations

import math
from itertools import pairwise
from types import ModuleType

import numpy as np
import pytest
from scipy import special, stats

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

Array = np.ndarray
FALSE_ALARM = 1e-10
SEEDS = range(20)
EACH_SHAPE = pytest.mark.parametrize("shape", [(100, 80), (3, 700), (900, 2)], ids=["square", "wide", "tall"])


@pytest.fixture(scope="module")
def lesson(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["12_initialization"])[0])[2]


@pytest.fixture(scope="module")
def backprop(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["07_backprop"])[0])[2]


def pooled(draw: object, shape: tuple[int, int]) -> Array:
    """The weights of twenty seeds together."""
    return np.concatenate([draw(*shape, seed).ravel() for seed in SEEDS])  # type: ignore[operator]


@EACH_SHAPE
def test_normal_weights_are_scipys(lesson: ModuleType, shape: tuple[int, int]) -> None:
    W = pooled(lambda *arguments: lesson.normal_init(*arguments, 0.3), shape)
    assert stats.kstest(W, stats.norm(0, 0.3).cdf).pvalue > FALSE_ALARM


@EACH_SHAPE
def test_glorots_weights_are_scipys_uniform_ones(lesson: ModuleType, shape: tuple[int, int]) -> None:
    W, a = pooled(lesson.glorot_uniform, shape), math.sqrt(6 / sum(shape))
    assert stats.kstest(W, stats.uniform(-a, 2 * a).cdf).pvalue > FALSE_ALARM


@EACH_SHAPE
def test_hes_weights_are_scipys_normal_ones(lesson: ModuleType, shape: tuple[int, int]) -> None:
    W = pooled(lesson.he_normal, shape)
    assert stats.kstest(W, stats.norm(0, math.sqrt(2 / shape[0])).cdf).pvalue > FALSE_ALARM


def test_other_distributions_would_be_noticed() -> None:
    """The same test, the same amount of numbers: a cut-off, another shape and another spread all fail."""
    n, seed = 20 * 8000, 0
    for other in (stats.truncnorm(-2, 2), stats.uniform(-math.sqrt(3), 2 * math.sqrt(3)), stats.norm(0, 1.05)):
        assert stats.kstest(other.rvs(n, random_state=seed), stats.norm.cdf).pvalue < FALSE_ALARM


def test_the_standard_deviation_is_one_hundredth_by_default(lesson: ModuleType) -> None:
    assert np.array_equal(lesson.normal_init(4, 3, 5), lesson.normal_init(4, 3, 5, 0.01))
    np.testing.assert_allclose(lesson.normal_init(4, 3, 5, 2.0), 200 * lesson.normal_init(4, 3, 5), rtol=1e-14)


def scales(X: Array, weights: list[Array], activation: str) -> list[float]:
    """The roots of SciPy's second moments. tanh is a stretched logistic function, relu the mean of z and |z|."""
    found, H = [], X
    for W in weights:
        Z = np.tensordot(H, W, axes=1)
        H = 2 * special.expit(2 * Z) - 1 if activation == "tanh" else (Z + np.abs(Z)) / 2
        found.append(math.sqrt(stats.moment(H, 2, axis=None)))
    return found


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("seed", range(20))
def test_scales_are_scipys_moments(lesson: ModuleType, seed: int, activation: str) -> None:
    random = np.random.default_rng(seed)
    widths = random.integers(1, 9, random.integers(2, 8))
    X = random.normal(size=(random.integers(1, 9), widths[0]))
    weights = [random.normal(size=sides) for sides in pairwise(widths)]
    got = lesson.activation_scale(X, weights, activation)
    assert got.shape == (len(weights),)
    np.testing.assert_allclose(got, scales(X, weights, activation), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(("start", "activation", "bend"), [
    ("glorot_uniform", "tanh", np.tanh),
    ("he_normal", "relu", lambda z: np.maximum(z, 0)),
])  # fmt: skip
def test_a_wide_layer_has_the_spread_that_theory_asks_for(
    lesson: ModuleType, start: str, activation: str, bend: object
) -> None:
    """The sums are normal, with n_in times the weights' variance; the bend's mean and square come from an integral."""
    X = np.random.default_rng(1).normal(size=(400, 500))
    W = getattr(lesson, start)(500, 500, 2)
    sums = stats.norm(0, 1.0 if activation == "tanh" else math.sqrt(2))
    mean, square = (sums.expect(lambda z, power=power: bend(z) ** power) for power in (1, 2))  # type: ignore[operator]
    assert lesson.activation_scale(X, [W], activation)[0] == pytest.approx(math.sqrt(square - mean**2), rel=0.02)


def test_twice_the_weights_of_ten_relu_layers_give_a_thousand_times_the_numbers(lesson: ModuleType) -> None:
    X, weights = np.random.default_rng(0).normal(size=(50, 30)), [lesson.he_normal(30, 30, seed) for seed in range(10)]
    ratio = lesson.activation_scale(X, [2 * W for W in weights], "relu") / lesson.activation_scale(X, weights, "relu")
    np.testing.assert_allclose(ratio, 2.0 ** np.arange(1, 11), rtol=1e-12)


def trained(backprop: ModuleType, params: dict[str, Array]) -> dict[str, Array]:
    """The params after 100 steps of gradient descent on twenty random rows."""
    random = np.random.default_rng(0)
    X = random.normal(size=(20, 3))
    y = (X[:, :1] + X[:, 1:2] > 0.3).astype(float)
    for _ in range(100):
        grads = backprop.backprop(X, y, params)
        params = {name: params[name] - 0.5 * grads[name] for name in params}
    return params


def test_zeros_never_move_as_the_text_says(lesson: ModuleType, backprop: ModuleType) -> None:
    params = {"W1": lesson.zeros_init(3, 4), "b1": np.zeros(4), "W2": lesson.zeros_init(4, 1), "b2": np.zeros(1)}
    after = trained(backprop, params)
    assert not after["W1"].any()
    assert not after["W2"].any()
    assert after["b2"].any()


def test_twins_stay_alike_and_units_drawn_at_random_do_not(lesson: ModuleType, backprop: ModuleType) -> None:
    """The prediction about twins in PREDICT, and what the text says of weights that are all 0.5."""
    biases = {"b1": np.zeros(4), "b2": np.zeros(1)}
    alike = trained(backprop, {"W1": np.full((3, 4), 0.5), "W2": np.full((4, 1), 0.5)} | biases)
    assert np.abs(alike["W1"] - 0.5).max() > 0.1
    assert np.ptp(alike["W1"], axis=1).max() < 1e-12
    W1, W2 = lesson.glorot_uniform(3, 4, 0), lesson.glorot_uniform(4, 1, 1)
    W1[:, 1], W2[1] = W1[:, 0], W2[0]
    after = trained(backprop, {"W1": W1, "W2": W2} | biases)
    assert np.abs(after["W1"][:, 0] - after["W1"][:, 1]).max() < 1e-12
    assert np.abs(after["W1"][:, 0] - after["W1"][:, 2]).max() > 0.1
