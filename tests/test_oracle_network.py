"""Lesson 14 against autograd, scipy and scikit-learn: the reference's steps, and the replay that grades by them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from types import ModuleType

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import logsumexp
from conftest import ROOT
from sklearn.datasets import load_wine
from sklearn.metrics import log_loss

from autograder_tests import training
from grader.course import load_course, pick_lessons
from grader.exam import load_lesson

Array = np.ndarray
Params = dict[str, Array]
SEEDS = pytest.mark.parametrize("seed", range(30))


@pytest.fixture(scope="module")
def lesson() -> ModuleType:
    course = load_course(ROOT)
    return load_lesson(course, pick_lessons(course, ["14_network"])[0])[2]


def cost(params: Params, X: Array, y: Array) -> float:
    """The mean cross-entropy, written without probabilities: what is missing from the right score to the largest."""
    A, last = X, len(params) // 2
    for layer in range(1, last):
        A = anp.tanh(anp.dot(A, params[f"W{layer}"]) + params[f"b{layer}"])
    Z = anp.dot(A, params[f"W{last}"]) + params[f"b{last}"]
    return anp.mean(logsumexp(Z, axis=1) - Z[anp.arange(len(y)), y])


slopes = autograd.grad(cost)


def moved(params: Params, X: Array, y: Array, rate: float) -> Params:
    """The params after one step along autograd's gradient."""
    found = slopes(params, X, y)
    return {name: params[name] - rate * found[name] for name in params}


def problem(seed: int) -> tuple[int | list[int], Array, Array, int, float]:
    """Hidden widths, rows, labels, the number of classes and a learning rate. Every third network is deeper."""
    random = np.random.default_rng(seed)
    n, d, k = (int(random.integers(2, top)) for top in (12, 6, 5))
    widths = [int(width) for width in random.integers(1, 7, 1 if seed % 3 else 3)]
    hidden = widths[0] if len(widths) == 1 else widths
    return hidden, random.normal(size=(n, d)), random.integers(0, k, n), k, float(random.uniform(0.1, 2))


def some_params(seed: int, sizes: list[int]) -> Params:
    random, params = np.random.default_rng(seed), {}
    for layer, (before, after) in enumerate(pairwise(sizes), 1):
        params |= {f"W{layer}": random.normal(size=(before, after)), f"b{layer}": random.normal(size=after)}
    return params


def same(got: Params, want: Params, error: float) -> None:
    assert set(got) == set(want)
    for name in want:
        assert got[name].shape == want[name].shape
        assert np.abs(got[name] - want[name]).max() <= error


@SEEDS
def test_a_fit_of_one_batch_follows_autograds_gradients(lesson: ModuleType, seed: int) -> None:
    hidden, X, y, k, rate = problem(seed)
    network = lesson.NeuralNetwork(X.shape[1], hidden, k, seed)
    want = {name: value.copy() for name, value in network.params.items()}
    for epochs in (1, 3):
        history = network.fit(X, y, rate, epochs, len(X))
        for past in range(epochs):
            want = moved(want, X, y, rate)
            assert abs(history["cost"][past] - cost(want, X, y)) <= 1e-12
        same(network.params, want, 1e-12)


@SEEDS
def test_costs_are_scikit_learns_log_loss(lesson: ModuleType, seed: int) -> None:
    hidden, X, y, k, rate = problem(seed)
    network = lesson.NeuralNetwork(X.shape[1], hidden, k, seed)
    history = network.fit(X, y, rate, 2, 3, X[::-1] + 0.1, y)
    after = [log_loss(y, network.predict_proba(rows), labels=range(k)) for rows in (X, X[::-1] + 0.1)]
    assert [history["cost"][-1], history["val_cost"][-1]] == pytest.approx(after, abs=1e-12)


@SEEDS
def test_the_replayed_steps_are_those_of_autograd(seed: int) -> None:
    hidden, X, y, k, rate = problem(seed)
    params = some_params(seed, [X.shape[1], *np.atleast_1d(hidden).tolist(), k])
    assert abs(training.cost(params, X, y) - cost(params, X, y)) <= 1e-12
    same(training.gradients(params, X, y), slopes(params, X, y), 1e-12)
    want = params
    for got in training.steps(params, X, y, rate, 3):
        want = moved(want, X, y, rate)
        same(got, want, 1e-11)


@pytest.mark.parametrize(("n", "size"), [(5, 2), (4, 3), (3, 1), (5, 3), (3, 2), (2, 5)])
def test_an_epoch_is_replayed_for_every_order_of_the_batches(n: int, size: int) -> None:
    random = np.random.default_rng(n)
    X, y, params = random.normal(size=(n, 2)), random.integers(0, 3, n), some_params(size, [2, 3, 3])
    splits = training.ordered_splits(n, size)
    ends = training.after_an_epoch(params, X, y, 0.7, splits)
    for way in range(len(splits[0])):
        want = params
        for rows in splits:
            want = moved(want, X[rows[way]], y[rows[way]], 0.7)
        same({name: value[way] for name, value in ends.items()}, want, 1e-12)
        assert training.nearest(want, ends, 1)[0] == (way,)


@pytest.mark.parametrize(("n", "size"), [(5, 2), (4, 3), (3, 1), (5, 3), (3, 2), (2, 5)])
def test_the_orders_are_all_those_that_a_shuffle_can_lead_to_and_equally_likely(n: int, size: int) -> None:
    def batches(order: tuple[int, ...]) -> tuple[frozenset[int], ...]:
        return tuple(frozenset(order[start : start + size]) for start in range(0, n, size))

    shuffles = Counter(batches(order) for order in permutations(range(n)))
    splits = training.ordered_splits(n, size)
    ways = [tuple(frozenset(rows[way].tolist()) for rows in splits) for way in range(len(splits[0]))]
    assert len(ways) == len(shuffles)
    assert set(ways) == set(shuffles)
    assert len(set(shuffles.values())) == 1
    assert ways[0] == batches(tuple(range(n)))


@SEEDS
def test_patience_is_over_where_a_search_backwards_says(seed: int) -> None:
    costs = np.random.default_rng(seed).integers(0, 6, 12).tolist()
    for patience in (1, 2, 3, 5):
        over = [
            end for end in range(patience + 1, 13) if min(costs[end - patience : end]) >= min(costs[: end - patience])
        ]
        assert training.stops_after(costs, patience) == (over[0] if over else None)


def test_the_wines_are_exactly_those_of_scikit_learn() -> None:
    wines = load_wine()
    table = np.loadtxt(training.WINE, delimiter=",", skiprows=1)
    assert table.shape == (178, 14)
    assert np.array_equal(table[:, :-1], wines.data)
    assert np.array_equal(table[:, -1], wines.target)
    names = training.WINE.read_text(encoding="utf-8").splitlines()[0].split(",")
    known = [name.replace("od280/od315_of_diluted_wines", "od280_od315") for name in wines.feature_names]
    assert names == [*known, "class"]


def test_wines_are_standardised_by_those_to_learn_from_alone() -> None:
    X, y, X_test, y_test = training.wine()
    assert (len(X), len(X_test)) == (118, 60)
    assert np.abs(X.mean(axis=0)).max() <= 1e-12
    assert np.abs(X.std(axis=0) - 1).max() <= 1e-12
    assert np.abs(X_test.mean(axis=0)).max() > 0.01
    assert set(y) == set(y_test) == {0, 1, 2}
