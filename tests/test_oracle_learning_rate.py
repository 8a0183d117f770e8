"""Lesson 08 against scipy and against descent itself: eigenvalues, decay as a differential equation, walks."""

from __future__ import annotations

import math
from types import ModuleType

import numpy as np
import pytest
import scipy.integrate
import scipy.linalg
import scipy.optimize
import scipy.sparse.linalg

from grader.course import pick_lessons
from grader.exam import load_lesson
from grader.model import Course

SEEDS = pytest.mark.parametrize("seed", range(30))


@pytest.fixture(scope="module")
def lesson(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["08_learning_rate"])[0])[2]


def a_bowl(seed: int) -> np.ndarray:
    """M' M is symmetric and has no negative eigenvalue; with fewer rows than columns some are zero."""
    random = np.random.default_rng(seed)
    M = random.normal(size=random.integers(2, 9, 2)) * 10.0 ** random.uniform(-2, 2)
    return M.T @ M


@SEEDS
def test_rate_agrees_with_scipys_eigenvalues(lesson: ModuleType, seed: int) -> None:
    A = a_bowl(seed)
    d = len(A)
    largest = scipy.linalg.eigh(A, eigvals_only=True, subset_by_index=[d - 1, d - 1])[0]
    assert lesson.largest_stable_rate(A) == pytest.approx(2 / largest, rel=1e-9)


@SEEDS
def test_rate_agrees_with_scipys_lanczos_method(lesson: ModuleType, seed: int) -> None:
    A = a_bowl(seed)
    (largest,) = scipy.sparse.linalg.eigsh(A, k=1, return_eigenvectors=False, v0=np.arange(1.0, len(A) + 1))
    assert lesson.largest_stable_rate(A) == pytest.approx(2 / largest, rel=1e-8)


@SEEDS
def test_rate_agrees_with_the_steepest_direction_that_an_optimizer_finds(lesson: ModuleType, seed: int) -> None:
    A = a_bowl(seed)
    A /= np.trace(A)
    random = np.random.default_rng(seed)
    starts = [random.normal(size=len(A)) for _ in range(4)]
    found = [scipy.optimize.minimize(lambda w: -(w @ A @ w) / (w @ w), start).fun for start in starts]
    assert lesson.largest_stable_rate(A) == pytest.approx(2 / -min(found), rel=1e-5)


@SEEDS
def test_descent_settles_just_below_the_rate_and_climbs_just_above(lesson: ModuleType, seed: int) -> None:
    A = a_bowl(seed)
    steepest = scipy.linalg.eigh(A)[1][:, -1]
    ends = []
    for share in (0.95, 1.05):
        w = steepest.copy()
        for _ in range(200):
            w = w - share * lesson.largest_stable_rate(A) * (A @ w)
        ends.append(np.linalg.norm(w))
    assert ends == pytest.approx([0.9**200, 1.1**200], rel=1e-6, abs=1e-12)


def test_flat_ground_has_no_limit(lesson: ModuleType) -> None:
    for size in (1, 2, 7):
        assert lesson.largest_stable_rate(np.zeros((size, size))) == math.inf


@SEEDS
def test_smooth_schedules_solve_their_differential_equations(lesson: ModuleType, seed: int) -> None:
    random = np.random.default_rng(seed)
    rate0, decay, steps = random.uniform(0.05, 2), random.uniform(0.01, 1), np.arange(0, 41, 5)
    laws = {
        lesson.inverse_time_decay: lambda _, rate: -decay * rate**2 / rate0,
        lesson.exponential_decay: lambda _, rate: -decay * rate,
    }
    for schedule, law in laws.items():
        want = scipy.integrate.solve_ivp(law, (0, 40), [rate0], t_eval=steps, rtol=1e-10, atol=1e-13).y[0]
        got = [schedule(rate0, int(step), decay) for step in steps]
        np.testing.assert_allclose(got, want, rtol=1e-7, atol=1e-10)


@SEEDS
def test_staircase_is_walked_step_by_step(lesson: ModuleType, seed: int) -> None:
    random = np.random.default_rng(seed)
    rate0, factor, every = random.uniform(0.05, 2), random.uniform(0.1, 0.9), int(random.integers(1, 12))
    rate, left = rate0, every
    for step in range(100):
        assert lesson.step_decay(rate0, step, factor, every) == pytest.approx(rate, rel=1e-12)
        left -= 1
        if left == 0:
            rate, left = rate * factor, every


@SEEDS
def test_divergence_agrees_with_a_plain_reading_of_the_rule(lesson: ModuleType, seed: int) -> None:
    random = np.random.default_rng(seed)
    verdicts = set()
    for _ in range(40):
        costs = random.uniform(1, 4, random.integers(1, 12))
        if random.random() < 0.2:
            costs[random.integers(len(costs))] = random.choice([np.inf, np.nan])
        finite = all(math.isfinite(cost) for cost in costs)
        want = not finite or any(costs[-1] > 2 * cost for cost in costs)
        assert bool(lesson.is_diverging(costs)) is want
        verdicts.add(want)
    assert verdicts == {True, False}
