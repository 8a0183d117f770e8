"""Lesson 06's reference against scikit-learn and SciPy (the costs) and HIPS autograd (their gradients)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from conftest import ROOT
from scipy.special import log_expit, logit, rel_entr, xlogy
from sklearn.metrics import log_loss, mean_squared_error

from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

SEEDS = pytest.mark.parametrize("seed", range(50))


@pytest.fixture(scope="module")
def lesson() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["06_cost"])[0])[2]


def a_shape(generator: np.random.Generator) -> tuple[int, ...]:
    return tuple(generator.integers(1, 6, generator.integers(1, 4)))


def binary(seed: int, soft: bool) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    shape = a_shape(generator)
    y = generator.uniform(0, 1, shape)
    return (y if soft else np.round(y)), generator.uniform(0.001, 0.999, shape)


def classes(seed: int, soft: bool) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    n, k = generator.integers(2, 8, 2)
    P = generator.dirichlet(np.ones(k), n)
    Y = generator.dirichlet(np.ones(k), n)
    return (Y if soft else np.eye(k)[Y.argmax(axis=1)]), P


@SEEDS
def test_mse_agrees_with_scikit_learn(lesson: ModuleType, seed: int) -> None:
    y, y_hat = np.random.default_rng(seed).normal(size=(2, 7, 3))
    assert lesson.mse(y, y_hat) == pytest.approx(mean_squared_error(y, y_hat), rel=1e-13)
    assert lesson.mse(y[:, 0], y_hat[:, 0]) == pytest.approx(mean_squared_error(y[:, 0], y_hat[:, 0]), rel=1e-13)


@SEEDS
def test_binary_cross_entropy_agrees_with_scikit_learn(lesson: ModuleType, seed: int) -> None:
    y, p = binary(seed, soft=False)
    want = log_loss(y.ravel(), p.ravel(), labels=[0, 1])
    assert lesson.binary_cross_entropy(y, p) == pytest.approx(want, rel=1e-12)


@SEEDS
def test_binary_cross_entropy_of_soft_labels_agrees_with_scipy(lesson: ModuleType, seed: int) -> None:
    y, p = binary(seed, soft=True)
    z = logit(p)
    assert lesson.binary_cross_entropy(y, p) == pytest.approx(-np.mean(log_expit(-z) + y * z), rel=1e-12)
    assert lesson.binary_cross_entropy(y, p) == pytest.approx(-np.mean(xlogy(y, p) + xlogy(1 - y, 1 - p)), rel=1e-12)


@SEEDS
def test_cross_entropy_agrees_with_scikit_learn(lesson: ModuleType, seed: int) -> None:
    Y, P = classes(seed, soft=False)
    want = log_loss(Y.argmax(axis=1), P, labels=np.arange(Y.shape[1]))
    assert lesson.cross_entropy(Y, P) == pytest.approx(want, rel=1e-12)


@SEEDS
def test_cross_entropy_is_entropy_plus_relative_entropy(lesson: ModuleType, seed: int) -> None:
    Y, P = classes(seed, soft=True)
    want = np.mean(np.sum(rel_entr(Y, P) - xlogy(Y, Y), axis=1))
    assert lesson.cross_entropy(Y, P) == pytest.approx(want, rel=1e-12)


COSTS: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "mse": lambda y, p: anp.mean((p - y) ** 2),
    "binary_cross_entropy": lambda y, p: anp.mean(-y * anp.log(p) - (1 - y) * anp.log(1 - p)),
    "cross_entropy": lambda Y, P: -anp.sum(Y * anp.log(P)) / len(Y),
}


@SEEDS
@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("soft", [False, True], ids=["hard", "soft"])
def test_gradients_agree_with_autograd(lesson: ModuleType, name: str, soft: bool, seed: int) -> None:
    truth, prediction = classes(seed, soft) if name == "cross_entropy" else binary(seed, soft)
    want = autograd.grad(COSTS[name], 1)(truth, prediction)
    got = vars(lesson)[f"{name}_gradient"](truth, prediction)
    assert got.shape == prediction.shape
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-12)


def test_certain_predictions_are_clipped_at_a_million_millionth(lesson: ModuleType) -> None:
    y, p = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.0, 1.0, 1.0, 0.0])
    assert lesson.binary_cross_entropy(y, p) == pytest.approx(-np.log(1e-12) / 2, rel=1e-5)
    assert lesson.binary_cross_entropy_gradient(y, p) == pytest.approx([-2.5e11, 2.5e11, -0.25, 0.25], rel=1e-3)
    Y, P = np.eye(2), np.array([[1.0, 0.0], [1.0, 0.0]])
    assert lesson.cross_entropy(Y, P) == pytest.approx(-np.log(1e-12) / 2)
    assert lesson.cross_entropy_gradient(Y, P) == pytest.approx(np.array([[-0.5, 0.0], [0.0, -5e11]]))


@pytest.mark.parametrize("name", [*COSTS, *(f"{name}_gradient" for name in COSTS)])
def test_shapes_that_numpy_would_stretch_are_refused(lesson: ModuleType, name: str) -> None:
    column, row = np.full((3, 1), 0.5), np.full((1, 3), 0.5)
    for truth, prediction in [(column, row), (row, column), (column, column[:, 0]), (column[:1], column)]:
        with pytest.raises(ValueError, match="shape"):
            vars(lesson)[name](truth, prediction)
