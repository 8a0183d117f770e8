"""Lesson 09 against scipy: a path in a bowl is a linear system, a minimum is a minimum, tiny steps follow the flow."""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import numpy as np
import pytest
import scipy.integrate
import scipy.optimize
import scipy.signal

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

SEEDS = pytest.mark.parametrize("seed", range(30))
Array = np.ndarray


@pytest.fixture(scope="module")
def lesson(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["09_gradient_descent"])[0])[2]


def a_bowl(seed: int) -> tuple[Array, Array, Array, float]:
    """A, the bottom, a start and a learning rate that is stable."""
    random = np.random.default_rng(seed)
    d = int(random.integers(1, 6))
    M = random.normal(size=(d + 3, d))
    A = M.T @ M / (d + 3)
    return A, random.normal(size=d), random.normal(size=d), random.uniform(0.2, 1.8) / np.linalg.norm(A, 2)


def system(A: Array, bottom: Array, w0: Array, rate: float, steps: int) -> Array:
    """The same path as a discrete linear system with the constant input 1, run by scipy."""
    d = len(w0)
    whole = (np.eye(d) - rate * A, rate * (A @ bottom)[:, None], np.eye(d), np.zeros((d, 1)), 1.0)
    return scipy.signal.dlsim(whole, np.ones((steps + 1, 1)), x0=w0)[1]


@SEEDS
def test_path_in_a_bowl_is_that_of_scipys_linear_system(lesson: ModuleType, seed: int) -> None:
    A, bottom, w0, rate = a_bowl(seed)
    for steps in (0, 1, 25):
        path = lesson.gradient_descent(lambda w: A @ (w - bottom), w0, rate, steps)
        assert path.shape == (steps + 1, len(w0))
        np.testing.assert_allclose(path, system(A, bottom, w0, rate, steps) if steps else [w0], rtol=0, atol=1e-10)


@SEEDS
def test_path_in_a_bowl_is_a_power_of_one_matrix(lesson: ModuleType, seed: int) -> None:
    A, bottom, w0, rate = a_bowl(seed)
    d = len(w0)
    step = np.block([[np.eye(d) - rate * A, rate * (A @ bottom)[:, None]], [np.zeros((1, d)), np.ones((1, 1))]])
    path = lesson.gradient_descent(lambda w: A @ (w - bottom), w0, rate, 30)
    for t in (1, 7, 30):
        want = (np.linalg.matrix_power(step, t) @ np.append(w0, 1.0))[:d]
        np.testing.assert_allclose(path[t], want, rtol=0, atol=1e-10)


@pytest.mark.parametrize("start", [0.5, -0.3, np.array([[0.2, -1.4], [0.9, 1.2]])], ids=["right", "left", "matrix"])
def test_short_steps_follow_the_flow_with_an_error_of_first_order(lesson: ModuleType, start: float | Array) -> None:
    """Descent is Euler's method for dw/dt = -gradient(w): half the rate, half the distance to the true flow."""

    def gradient(w: float | Array) -> float | Array:
        return 4 * w * (w**2 - 1)

    flow = scipy.integrate.solve_ivp(
        lambda _, w: -gradient(w), (0, 0.4), np.ravel(start), method="DOP853", rtol=1e-11, atol=1e-12
    )
    want = flow.y[:, -1].reshape(np.shape(start))
    ends = [lesson.gradient_descent(gradient, start, 0.4 / steps, steps)[-1] for steps in (400, 800)]
    errors = [np.abs(end - want).max() for end in ends]
    assert errors[0] < 0.01
    assert errors[0] / errors[1] == pytest.approx(2, abs=0.05)


@SEEDS
def test_minimize_ends_at_the_minimum_that_scipy_finds(lesson: ModuleType, seed: int) -> None:
    A, bottom, w0, rate = a_bowl(seed)

    def f(w: Array) -> float:
        return float(np.logaddexp(0, w).sum() + 0.5 * (w - bottom) @ A @ (w - bottom))

    def gradient(w: Array) -> Array:
        return 1 / (1 + np.exp(-w)) + A @ (w - bottom)

    w, steps = lesson.minimize(gradient, w0, 0.5 * rate, 1e-9, 200_000)
    found = scipy.optimize.minimize(f, w0, jac=gradient, method="BFGS", options={"gtol": 1e-7})
    assert steps < 200_000
    np.testing.assert_allclose(w, found.x, rtol=0, atol=1e-4)
    assert f(w) <= found.fun + 1e-12


@SEEDS
def test_minimize_takes_as_many_steps_as_the_linear_system(lesson: ModuleType, seed: int) -> None:
    A, bottom, w0, rate = a_bowl(seed)
    norms = np.linalg.norm((system(A, bottom, w0, rate, 60) - bottom) @ A, axis=1)
    for tolerance in (0.9 * norms[0], 0.3 * norms[0], 1.1 * norms[0]):
        small = np.flatnonzero(norms <= tolerance)
        want = int(small[0]) if len(small) else 60
        _, steps = lesson.minimize(lambda w: A @ (w - bottom), w0, rate, tolerance, 60)
        assert steps == want


@SEEDS
def test_batches_are_the_rows_as_a_multiset(lesson: ModuleType, seed: int) -> None:
    random = np.random.default_rng(seed)
    n, d, size = (int(random.integers(1, top)) for top in (60, 4, 20))
    X = random.integers(0, 3, (n, d)).astype(float)  # some rows come more than once
    y = random.integers(0, 2, n).astype(float)
    batches = lesson.minibatches(X, y, size, seed)
    assert isinstance(batches, list)
    sizes = [len(Xb) for Xb, _ in batches]
    assert sizes == [size] * (n // size) + [n % size] * (n % size > 0)
    assert sizes == [len(yb) for _, yb in batches]
    got = Counter((*row, truth) for Xb, yb in batches for row, truth in zip(Xb, yb))
    assert got == Counter((*row, truth) for row, truth in zip(X, y))


def test_each_row_is_as_likely_to_come_first_as_any_other(lesson: ModuleType) -> None:
    X = np.arange(6.0)[:, None]
    first = Counter(float(lesson.minibatches(X, X[:, 0], 2, seed)[0][1][0]) for seed in range(600))
    assert set(first) == set(range(6))
    assert all(60 <= count <= 140 for count in first.values()), first
