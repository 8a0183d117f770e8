"""Lesson 10 against pandas, scipy and autograd: the averages, and the weight of each value in them.

An average is linear in its series, so its gradient is that weight, whatever the values are.
"""

from __future__ import annotations

from types import ModuleType

import autograd.numpy as anp
import numpy as np
import pandas as pd
import pytest
import scipy.signal
from autograd import jacobian
from conftest import ROOT

from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

CASES = [(seed, length) for seed in range(10) for length in (1, 2, 17, 200)]
each_case = pytest.mark.parametrize(("seed", "length"), CASES)


@pytest.fixture(scope="module")
def lesson() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["10_ewma"])[0])[2]


def a_series(seed: int, length: int) -> tuple[np.ndarray, float]:
    """Values up to 1000, and a share of the new value that is often small."""
    random = np.random.default_rng(seed)
    return random.uniform(-1e3, 1e3, length), float(10 ** random.uniform(-3, 0))


@each_case
def test_ewma_is_that_of_pandas_without_adjustment(lesson: ModuleType, seed: int, length: int) -> None:
    values, alpha = a_series(seed, length)
    want = pd.Series(values).ewm(alpha=alpha, adjust=False).mean().to_numpy()
    np.testing.assert_allclose(lesson.ewma(values, alpha), want, rtol=0, atol=1e-9)


@each_case
def test_corrected_average_is_that_of_pandas_with_adjustment(lesson: ModuleType, seed: int, length: int) -> None:
    values, alpha = a_series(seed, length)
    want = pd.Series(values).ewm(alpha=alpha, adjust=True).mean().to_numpy()
    np.testing.assert_allclose(lesson.ewma_corrected(values, 1 - alpha), want, rtol=0, atol=1e-9)


@each_case
def test_both_are_the_recursive_filter_of_scipy(lesson: ModuleType, seed: int, length: int) -> None:
    values, alpha = a_series(seed, length)
    beta = 1 - alpha
    running = scipy.signal.lfilter([alpha], [1, -beta], values)
    from_first = scipy.signal.lfilter([alpha], [1, -beta], values, zi=[beta * values[0]])[0]
    correction = -np.expm1(np.arange(1, length + 1) * np.log1p(-alpha))
    np.testing.assert_allclose(lesson.ewma(values, alpha), from_first, rtol=0, atol=1e-9)
    np.testing.assert_allclose(lesson.ewma_corrected(values, beta), running / correction, rtol=0, atol=1e-9)


def last_average(values: np.ndarray, alpha: float, corrected: bool) -> np.ndarray:
    """The last average of a series, written with operations that autograd can follow."""
    average = 0.0 if corrected else values[0]
    for value in values if corrected else values[1:]:
        average = average + alpha * (value - average)
    return anp.array(average / (1 - (1 - alpha) ** len(values)) if corrected else average)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("corrected", [False, True], ids=["ewma", "corrected"])
def test_each_value_has_the_weight_that_autograd_finds(lesson: ModuleType, seed: int, corrected: bool) -> None:
    values, alpha = a_series(seed, 12)
    want = jacobian(lambda series: last_average(series, alpha, corrected))(values)
    impulses = np.eye(len(values))
    got = [(lesson.ewma_corrected(one, 1 - alpha) if corrected else lesson.ewma(one, alpha))[-1] for one in impulses]
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)
    assert sum(got) == pytest.approx(1.0)


def test_the_largest_memory_of_the_contract_keeps_its_accuracy(lesson: ModuleType) -> None:
    values = np.random.default_rng(0).uniform(-1e3, 1e3, 2000)
    want = pd.Series(values).ewm(alpha=1e-3, adjust=True).mean().to_numpy()
    np.testing.assert_allclose(lesson.ewma_corrected(values, 0.999), want, rtol=0, atol=1e-9)


def test_alpha_one_and_beta_zero_return_the_series(lesson: ModuleType) -> None:
    values = np.array([1.0, -2.0, 5.0])
    np.testing.assert_array_equal(lesson.ewma(values, 1.0), values)
    np.testing.assert_array_equal(lesson.ewma_corrected(values, 0.0), values)
