"""Lesson 05's reference against SciPy (softmax, the logistic function), np.einsum and other forms of relu."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
import scipy.special
from conftest import ROOT

from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

SEEDS = pytest.mark.parametrize("seed", range(50))
Params = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def lesson() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["05_forward"])[0])[2]


def a_network(seed: int, size: float = 2.0) -> tuple[np.ndarray, Params]:
    generator = np.random.default_rng(seed)
    n, d, h, k = generator.integers(1, 8, 4)
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    return generator.normal(size=(n, d)), {name: generator.uniform(-size, size, s) for name, s in shapes.items()}


@SEEDS
def test_dense_agrees_with_einsum(lesson: ModuleType, seed: int) -> None:
    X, params = a_network(seed)
    want = np.einsum("nd,dk->nk", X, params["W1"]) + np.einsum("n,k->nk", np.ones(len(X)), params["b1"])
    got = lesson.dense(X, params["W1"], params["b1"])
    assert got.shape == want.shape
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-13)


@SEEDS
@pytest.mark.parametrize("size", [1.0, 30.0, 1e4])
def test_softmax_agrees_with_scipy(lesson: ModuleType, seed: int, size: float) -> None:
    generator = np.random.default_rng(seed)
    Z = generator.uniform(-size, size, generator.integers(1, 8, 2))
    np.testing.assert_allclose(lesson.softmax(Z), scipy.special.softmax(Z, axis=1), rtol=1e-13, atol=1e-300)


@SEEDS
def test_tanh_agrees_with_the_logistic_function_of_scipy(lesson: ModuleType, seed: int) -> None:
    Z = np.random.default_rng(seed).normal(scale=10.0 ** (seed % 5), size=(3, 4, 2))
    np.testing.assert_allclose(lesson.tanh(Z), 2 * scipy.special.expit(2 * Z) - 1, rtol=0, atol=1e-15)


@SEEDS
def test_relu_is_half_of_a_number_and_its_size(lesson: ModuleType, seed: int) -> None:
    Z = np.round(np.random.default_rng(seed).normal(size=(4, 3)), 1)
    np.testing.assert_array_equal(lesson.relu(Z), (Z + np.abs(Z)) / 2)


@SEEDS
@pytest.mark.parametrize("size", [1.0, 1000.0])
def test_all_four_steps_agree_with_einsum_and_scipy(lesson: ModuleType, seed: int, size: float) -> None:
    X, params = a_network(seed, size)
    got = lesson.activations(X, params)
    assert list(got) == ["Z1", "A1", "Z2", "A2"]
    Z1 = np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"]
    Z2 = np.einsum("nh,hk->nk", 2 * scipy.special.expit(2 * Z1) - 1, params["W2"]) + params["b2"]
    want = {"Z1": Z1, "A1": 2 * scipy.special.expit(2 * Z1) - 1, "Z2": Z2, "A2": scipy.special.softmax(Z2, axis=1)}
    for name, value in want.items():
        np.testing.assert_allclose(got[name], value, rtol=1e-12, atol=1e-12 * size, err_msg=name)
    np.testing.assert_array_equal(lesson.forward(X, params), got["A2"])
