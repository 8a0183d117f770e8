"""Lesson 07's reference against autograd and scipy, which share no code with it: value and gradient apart."""

from __future__ import annotations

from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from conftest import ROOT
from scipy.special import expit, log_expit

from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

Params = dict[str, np.ndarray]
Data = tuple[np.ndarray, np.ndarray, Params]
SEEDS = pytest.mark.parametrize("seed", range(50))


@pytest.fixture(scope="module")
def lesson() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["07_backprop"])[0])[2]


def data(seed: int, size: float = 1.0) -> Data:
    generator = np.random.default_rng(seed)
    n, d, h = generator.integers(1, 9), generator.integers(1, 7), generator.integers(1, 7)
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, 1), "b2": (1,)}
    params = {name: generator.uniform(-size, size, shape) for name, shape in shapes.items()}
    return generator.normal(size=(n, d)), generator.integers(0, 2, (n, 1)).astype(float), params


def score(X: np.ndarray, params: Params) -> np.ndarray:
    return anp.dot(anp.tanh(anp.dot(X, params["W1"]) + params["b1"]), params["W2"]) + params["b2"]


@SEEDS
def test_forward_agrees_with_scipys_sigmoid(lesson: ModuleType, seed: int) -> None:
    X, _, params = data(seed, size=4)
    assert np.abs(lesson.forward(X, params) - expit(score(X, params))).max() < 1e-14


@SEEDS
def test_cost_agrees_with_scipys_log_sigmoid(lesson: ModuleType, seed: int) -> None:
    X, y, params = data(seed)
    z = score(X, params)
    assert abs(lesson.cost(X, y, params) + np.mean(np.where(y == 1, log_expit(z), log_expit(-z)))) < 1e-12


@SEEDS
def test_gradients_agree_with_autograd(lesson: ModuleType, seed: int) -> None:
    X, y, params = data(seed)

    def cost(params: Params) -> float:
        z = score(X, params)
        return anp.mean(anp.logaddexp(0, z) - y * z)

    want, got = autograd.grad(cost)(params), lesson.backprop(X, y, params)
    assert list(got) == list(params)
    for name in params:
        assert got[name].shape == params[name].shape
        assert np.abs(got[name] - want[name]).max() < 1e-13
