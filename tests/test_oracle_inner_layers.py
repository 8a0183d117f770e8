"""Lesson 13 against SciPy's linear programs (is there a border?) and networks of scikit-learn (features, classes).

A linear program also looks at the sets that the exam draws: each must be what its strategy says.
"""

from __future__ import annotations

import math
from types import ModuleType

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from conftest import ROOT
from hypothesis import given, settings
from sklearn.neural_network import MLPClassifier, MLPRegressor

from grader.course import pick_lessons
from grader.exam import load_lesson, load_module
from grader.model import Course

HIDDEN_TESTS = ROOT / "autograder_tests" / "13_inner_layers" / "test_hidden_inner_layers.py"
exam = load_module(HIDDEN_TESTS, "inner_layers_exam_of_the_oracle")
SEEDS = pytest.mark.parametrize("seed", range(20))
Params = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def lesson(course: Course) -> ModuleType:
    return load_lesson(course, pick_lessons(course, ["13_inner_layers"])[0])[2]


def margin(H: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The largest t, and the (w, b) for it, with sign (w . h + b) >= t for every row and all of w and b in [-1, 1]."""
    signed = np.where(y == 1, 1.0, -1.0)[:, None] * np.column_stack([H, np.ones(len(H))])
    rows = np.column_stack([-signed, np.ones(len(H))])
    bounds = [(-1, 1)] * signed.shape[1] + [(0, None)]
    found = scipy.optimize.linprog([0.0] * signed.shape[1] + [-1.0], A_ub=rows, b_ub=np.zeros(len(H)), bounds=bounds)
    assert found.status == 0
    return float(found.x[-1]), found.x[:-1]


def enough_passes(H: np.ndarray, t: float, border: np.ndarray) -> int:
    """Novikoff's bound: a perceptron moves at most (longest row / distance to the border)^2 times, bias included."""
    longest = np.sqrt(1 + np.sum(H**2, axis=1).max())
    return math.ceil((longest * np.linalg.norm(border) / t) ** 2) + 1


def some_points(random: np.random.Generator, dealt: bool) -> tuple[np.ndarray, np.ndarray]:
    """Points whose labels are those of a border, or are dealt at random."""
    n, d = random.integers(10 if dealt else 2, 13), random.integers(1, 4)
    H = np.round(random.uniform(-2, 2, (n, d)), 2)
    heights = H @ random.normal(size=d) + random.normal()
    return H, random.integers(0, 2, n) if dealt else (heights > 0).astype(int)


@SEEDS
def test_verdicts_agree_with_linear_programs(lesson: ModuleType, seed: int) -> None:
    random = np.random.default_rng(seed)
    verdicts = set()
    for number in range(10):
        H, y = some_points(random, number % 2 == 0)
        t, border = margin(H, y)
        if 1e-9 < t < 0.05:  # separable, but a perceptron may need very long
            continue
        passes = enough_passes(H, t, border) if t >= 0.05 else 50
        assert bool(lesson.linearly_separable(H, y, passes)) is (t >= 0.05)
        verdicts.add(t >= 0.05)
    assert verdicts == {True, False}


@SEEDS
def test_a_border_without_margin_is_none(lesson: ModuleType, seed: int) -> None:
    """A point with the other label is put onto one, and into the middle of two: both programs have t = 0 only."""
    random = np.random.default_rng(seed)
    H = random.normal(size=(6, random.integers(1, 4)))
    y = random.integers(0, 2, 6)
    for extra, label in ((H[0], 1 - y[0]), ((H[0] + H[1]) / 2, 1 - y[0])):
        labels = np.append(np.where(np.arange(6) < 2, y[0], y), label)
        points = np.vstack([H, extra])
        assert margin(points, labels)[0] == pytest.approx(0, abs=1e-9)
        assert not lesson.linearly_separable(points, labels, 50)


@settings(max_examples=25)
@given(points=exam.inseparable())
def test_no_border_exists_where_the_exam_says_so(points: exam.Points) -> None:
    assert margin(points.H, points.y)[0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("strategy", [exam.separable_from_zero, exam.separable_slowly, exam.on_a_ray])
def test_a_border_exists_where_the_exam_says_so_with_a_gap(strategy: type) -> None:
    @settings(max_examples=15)
    @given(points=strategy())
    def judge(points: exam.Points) -> None:
        assert len(points.y) <= 40
        assert gap(points.H, points.y) >= exam.GAP - 1e-6

    judge()


@settings(max_examples=15)
@given(case=exam.folded())
def test_the_hidden_layer_of_the_exam_opens_a_gap(lesson: ModuleType, case: tuple[exam.Rows, np.ndarray]) -> None:
    rows, y = case
    assert margin(rows.X, y)[0] == pytest.approx(0, abs=1e-9)
    H = lesson.hidden_features(rows.X, rows.params)
    assert gap(H, y) >= exam.GAP
    assert exam.passes(H, y) <= exam.MOST_PASSES


def gap(H: np.ndarray, y: np.ndarray) -> float:
    """The distance of the hulls of both labels: the shortest way between two mixes of points, by least squares."""
    columns = np.where(y == 1, 1.0, -1.0)[:, None] * H
    heavy = 1e4  # the price of shares that do not sum to 1 for each label
    shares = heavy * np.stack([y == 1, y == 0]).astype(float)
    p, _ = scipy.optimize.nnls(np.vstack([columns.T, shares]), np.append(np.zeros(H.shape[1]), [heavy, heavy]))
    return float(np.linalg.norm(columns.T @ p))


def a_network(random: np.random.Generator, d: int, h: int, k: int) -> Params:
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    return {name: random.normal(size=shape) for name, shape in shapes.items()}


def with_weights(network: MLPClassifier | MLPRegressor, weights: list[np.ndarray], biases: list[np.ndarray]) -> None:
    assert [W.shape for W in network.coefs_] == [W.shape for W in weights]
    network.coefs_, network.intercepts_ = weights, biases


@SEEDS
def test_features_agree_with_a_network_of_scikit_learn(lesson: ModuleType, seed: int) -> None:
    """Behind its hidden layer, it passes every unit on as it is."""
    random = np.random.default_rng(seed)
    n, d, h = random.integers(1, 8, 3)
    X, params = random.normal(size=(n, d)), a_network(random, d, h, 3)
    network = MLPRegressor(hidden_layer_sizes=(h,), activation="tanh").partial_fit(
        np.zeros((2, d)), np.zeros((2, h) if h > 1 else 2)
    )
    with_weights(network, [params["W1"], np.eye(h)], [params["b1"], np.zeros(h)])
    got = lesson.hidden_features(X, params)
    assert got.shape == (n, h)
    np.testing.assert_allclose(got, network.predict(X).reshape(n, h), rtol=0, atol=1e-14)


@SEEDS
@pytest.mark.parametrize("size", [1.0, 1000.0])
def test_features_agree_with_the_logistic_function_of_scipy(lesson: ModuleType, seed: int, size: float) -> None:
    random = np.random.default_rng(seed)
    n, d, h = random.integers(1, 8, 3)
    X, params = size * random.normal(size=(n, d)), a_network(random, d, h, 3)
    sums = np.einsum("nd,dh->nh", X, params["W1"]) + params["b1"]
    want = 2 * scipy.special.expit(2 * sums) - 1
    np.testing.assert_allclose(lesson.hidden_features(X, params), want, rtol=0, atol=1e-14 * max(1, size))


@SEEDS
@pytest.mark.parametrize("k", [2, 3, 5])
def test_grid_agrees_with_a_classifier_of_scikit_learn(lesson: ModuleType, seed: int, k: int) -> None:
    """It has one score for two classes: that of class 1 minus that of class 0."""
    random = np.random.default_rng(seed)
    p, q, h = random.integers(1, 9, 3)
    xs, ys, params = random.normal(size=p), random.normal(size=q), a_network(random, 2, h, k)
    network = MLPClassifier(hidden_layer_sizes=(h,), activation="tanh").partial_fit(
        np.zeros((k, 2)), np.arange(k), classes=np.arange(k)
    )
    W2, b2 = params["W2"], params["b2"]
    if k == 2:
        W2, b2 = W2[:, 1:] - W2[:, :1], b2[1:] - b2[:1]
    with_weights(network, [params["W1"], W2], [params["b1"], b2])
    got = lesson.decision_grid(params, xs, ys)
    assert got.shape == (q, p)
    assert np.issubdtype(got.dtype, np.integer)
    for j, y in enumerate(ys):
        np.testing.assert_array_equal(got[j], network.predict(np.column_stack([xs, np.full(p, y)])))
